from .vocabulary import _Labelled


class Step(_Labelled):
    PROGRAMMATION = "programmation", "Programmation"
    MONTAGE = "montage", "Montage"
    LANCEMENT = "lancement", "Lancement"
    SUIVI = "suivi", "Suivi"
    MISE_EN_OEUVRE = "mise_en_oeuvre", "Mise en œuvre"
    COMMANDES = "commandes", "Bons de commande"
    FIN = "fin", "Fin"


class DocumentKind(_Labelled):
    CCAP = "ccap", "CCAP"

"""Small fictional notices, one for each shape met in the wild."""

from __future__ import annotations

import json

SIRET = "21380001400010"

NAMESPACES = (
    'xmlns="urn:oasis:names:specification:ubl:schema:xsd:ContractNotice-2" '
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2" '
    'xmlns:ext="urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2" '
    'xmlns:efac="http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1" '
    'xmlns:efbc="http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1" '
    'xmlns:efext="http://data.europa.eu/p27/eforms-ubl-extensions/1"'
)

EFORMS = f"""<?xml version="1.0" encoding="UTF-8"?>
<ContractNotice {NAMESPACES}>
  <ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent><efext:EformsExtension>
    <efac:Organizations><efac:Organization><efac:Company>
      <cac:PartyIdentification><cbc:ID>ORG-0001</cbc:ID></cac:PartyIdentification>
      <cac:PartyName><cbc:Name languageID="ENG">Town of Valmont</cbc:Name>
        <cbc:Name languageID="FRA">Ville de Valmont-les-Bains</cbc:Name></cac:PartyName>
      <cac:PostalAddress><cbc:CityName>Valmont-les-Bains</cbc:CityName><cbc:PostalZone>38000</cbc:PostalZone>
        <cac:Country><cbc:IdentificationCode>FRA</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
      <cac:PartyLegalEntity><cbc:CompanyID>213 800 014 00010</cbc:CompanyID></cac:PartyLegalEntity>
    </efac:Company></efac:Organization></efac:Organizations>
    <efac:Publication><efbc:NoticePublicationID>00000001-2025</efbc:NoticePublicationID>
      <efbc:PublicationDate>2025-03-18+01:00</efbc:PublicationDate></efac:Publication>
  </efext:EformsExtension></ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>
  <cbc:CustomizationID>eforms-sdk-1.11</cbc:CustomizationID>
  <cbc:ID schemeName="notice-id">0b1c</cbc:ID>
  <cbc:NoticeTypeCode listName="competition">cn-standard</cbc:NoticeTypeCode>
  <cbc:NoticeLanguageCode>FRA</cbc:NoticeLanguageCode>
  <cac:ContractingParty><cac:Party><cac:PartyIdentification><cbc:ID>ORG-0001</cbc:ID></cac:PartyIdentification>
  </cac:Party></cac:ContractingParty>
  <cac:TenderingProcess><cbc:ProcedureCode>open</cbc:ProcedureCode></cac:TenderingProcess>
  <cac:ProcurementProject>
    <cbc:Name languageID="FRA">Réhabilitation de l&amp;#039;école des Tilleuls</cbc:Name>
    <cbc:Description languageID="FRA">Travaux en deux lots.</cbc:Description>
    <cbc:ProcurementTypeCode listName="contract-nature">works</cbc:ProcurementTypeCode>
    <cac:RequestedTenderTotal><cbc:EstimatedOverallContractAmount currencyID="EUR">1200000.50
    </cbc:EstimatedOverallContractAmount></cac:RequestedTenderTotal>
    <cac:MainCommodityClassification><cbc:ItemClassificationCode>45214210-5</cbc:ItemClassificationCode>
    </cac:MainCommodityClassification>
    <cac:RealizedLocation><cac:Address><cbc:CountrySubentityCode listName="nuts-lvl3">FRK24</cbc:CountrySubentityCode>
    </cac:Address></cac:RealizedLocation>
  </cac:ProcurementProject>
  <cac:ProcurementProjectLot><cbc:ID schemeName="LotsGroup">GLO-0001</cbc:ID></cac:ProcurementProjectLot>
  <cac:ProcurementProjectLot>
    <cbc:ID schemeName="Lot">LOT-0001</cbc:ID>
    <cac:TenderingTerms>
      <cac:TendererQualificationRequest><cac:SpecificTendererRequirement>
        <cbc:TendererRequirementTypeCode listName="reserved-procurement">res-ws</cbc:TendererRequirementTypeCode>
      </cac:SpecificTendererRequirement><cac:SpecificTendererRequirement>
        <cbc:TendererRequirementTypeCode listName="exclusion-ground">labour-law</cbc:TendererRequirementTypeCode>
      </cac:SpecificTendererRequirement></cac:TendererQualificationRequest>
      <cac:ContractExecutionRequirement>
        <cbc:ExecutionRequirementCode listName="conditions">performance</cbc:ExecutionRequirementCode>
        <cbc:Description languageID="FRA">Le marché comporte une clause sociale d’insertion de 350 heures.
        </cbc:Description>
      </cac:ContractExecutionRequirement>
      <cac:AwardingTerms><cac:AwardingCriterion>
        <cac:SubordinateAwardingCriterion>
          <ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent><efext:EformsExtension>
            <efac:AwardCriterionParameter>
              <efbc:ParameterCode listName="number-weight">per-exa</efbc:ParameterCode>
              <efbc:ParameterNumeric>40</efbc:ParameterNumeric></efac:AwardCriterionParameter>
          </efext:EformsExtension></ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>
          <cbc:AwardingCriterionTypeCode>quality</cbc:AwardingCriterionTypeCode>
          <cbc:Name languageID="FRA">Valeur technique</cbc:Name>
        </cac:SubordinateAwardingCriterion>
        <cac:SubordinateAwardingCriterion>
          <cbc:AwardingCriterionTypeCode>price</cbc:AwardingCriterionTypeCode>
          <cbc:Description>60%</cbc:Description>
        </cac:SubordinateAwardingCriterion>
      </cac:AwardingCriterion></cac:AwardingTerms>
    </cac:TenderingTerms>
    <cac:TenderingProcess>
      <cac:TenderSubmissionDeadlinePeriod><cbc:EndDate>2025-04-24+02:00</cbc:EndDate>
        <cbc:EndTime>12:00:00+02:00</cbc:EndTime></cac:TenderSubmissionDeadlinePeriod>
      <cac:ContractingSystem><cbc:ContractingSystemTypeCode listName="framework-agreement">none
      </cbc:ContractingSystemTypeCode></cac:ContractingSystem>
    </cac:TenderingProcess>
    <cac:ProcurementProject>
      <cbc:Name languageID="FRA">Gros œuvre</cbc:Name>
      <cac:ProcurementAdditionalType>
        <cbc:ProcurementTypeCode listName="social-objective">opp</cbc:ProcurementTypeCode>
      </cac:ProcurementAdditionalType>
      <cac:MainCommodityClassification><cbc:ItemClassificationCode>45223220</cbc:ItemClassificationCode>
      </cac:MainCommodityClassification>
      <cac:PlannedPeriod><cbc:DurationMeasure unitCode="WEEK">52</cbc:DurationMeasure></cac:PlannedPeriod>
    </cac:ProcurementProject>
  </cac:ProcurementProjectLot>
  <cac:ProcurementProjectLot>
    <cbc:ID schemeName="Lot">LOT-0002</cbc:ID>
    <cac:ProcurementProject><cbc:Name languageID="FRA">Peinture</cbc:Name></cac:ProcurementProject>
  </cac:ProcurementProjectLot>
</ContractNotice>
""".encode()


def record(donnees: object, **fields: object) -> dict[str, object]:
    """One record of BOAMP's API, with ``donnees`` as the JSON string the API serves."""
    base: dict[str, object] = {
        "idweb": "25-00001",
        "objet": "Entretien d&amp;#039;espaces verts",
        "famille": "MAPA",
        "nature": "APPEL_OFFRE",
        "nomacheteur": "Commune fictive de Rochebrune",
        "dateparution": "2025-06-02",
        "datelimitereponse": "2025-07-01T12:00:00+00:00",
        "type_marche": ["SERVICES"],
        "code_departement": ["5"],
        "titulaire": None,
    }
    return {**base, "donnees": donnees if isinstance(donnees, str) else json.dumps(donnees), **fields}


MAPA = {
    "MAPA": {
        "organisme": {"acheteurPublic": "Commune fictive de Rochebrune", "adr": {"cp": "05190", "ville": "Rochebrune"}},
        "initial": {
            "natureMarche": {"services": ""},
            "description": {
                "objet": "Entretien d'espaces verts",
                "lieuExecutionLivraison": {"cp": "05190", "ville": "Rochebrune"},
            },
            "duree": {"nbMois": "24"},
            "criteres": {
                "criterePondere": [
                    {"criterePCT": "60", "critere": "Prix"},
                    {"criterePCT": "40", "critere": "Insertion sociale et professionnelle"},
                ]
            },
            "delais": {"receptionOffres": "2025-07-01T12:00:00"},
            "renseignements": {
                "idMarche": "2025-07",
                "rensgComplt": "Marché comprenant une clause d'insertion sociale.",
            },
        },
    }
}

FNS = {
    "FNSimple": {
        "organisme": {"acheteurPublic": "Syndicat fictif du Val", "codeIdentificationNationale": SIRET},
        "initial": {
            "communication": {"urlDocConsul": "https://exemple.invalid/dce"},
            "natureMarche": {
                "intitule": "Nettoyage de locaux",
                "description": "Nettoyage de trois bâtiments",
                "dureeMois": "36",
                "valeurEstimee": {"valeur": {"@devise": "EUR", "#text": "180000"}},
            },
        },
    }
}

LEGACY = {
    "IDENTITE": {"DENOMINATION": "Office fictif de l'habitat", "CP": "69001", "VILLE": "Lyon"},
    "OBJET": {
        "TITRE_MARCHE": "Réfection de toitures",
        "TYPE_MARCHE": {"TRAVAUX": ""},
        "OBJET_COMPLET": "Réfection de toitures en deux lots",
        "CPV": {"PRINCIPAL": "45261900"},
        "CARACTERISTIQUES": {"VALEUR_TOTALE": {"@DEVISE": "EUR", "#text": "450000"}},
        "LOTS": {
            "LOT": [
                {"NUM": "1", "INTITULE": "Couverture", "VALEUR": {"@DEVISE": "EUR", "#text": "300000"}},
                {"NUM": "2", "INTITULE": "Zinguerie", "CODE_NUTS": "FR716"},
            ]
        },
    },
    "CONDITION_DELAI": {"RECEPT_OFFRES": "2021-02-08T11:00:00"},
    "CONDITION_RELATIVE_MARCHE": {"AUTRES_CONDITIONS_PART_OUI": "Clause sociale obligatoire sur le lot 1."},
    "CONDITION_PARTICIPATION": {"MARCHE_RESERVE_NON": ""},
    "PROCEDURE": {
        "TYPE_PROCEDURE": {"PROCEDURE_ADAPTE": ""},
        "CRITERES_ATTRIBUTION": {"CRITERES_PONDERES": {"CRITERE": [{"@POIDS": "2", "#text": "Prix"}]}},
    },
}

TED = b"""<?xml version="1.0" encoding="UTF-8"?>
<TED_EXPORT xmlns="http://publications.europa.eu/resource/schema/ted/R2.0.9/publication"
  xmlns:n="http://publications.europa.eu/resource/schema/ted/2021/nuts" DOC_ID="000001-2021" VERSION="R2.0.9">
  <CODED_DATA_SECTION><REF_OJS><DATE_PUB>20210702</DATE_PUB></REF_OJS></CODED_DATA_SECTION>
  <FORM_SECTION>
    <F02_2014 CATEGORY="TRANSLATION" LG="EN"><OBJECT_CONTRACT><TITLE><P>Roads</P></TITLE></OBJECT_CONTRACT></F02_2014>
    <F02_2014 CATEGORY="ORIGINAL" LG="FR">
      <CONTRACTING_BODY><ADDRESS_CONTRACTING_BODY><OFFICIALNAME>Agglo fictive</OFFICIALNAME>
        <n:NUTS CODE="FRL06"/><COUNTRY VALUE="FR"/></ADDRESS_CONTRACTING_BODY></CONTRACTING_BODY>
      <OBJECT_CONTRACT><TITLE><P>Voirie du 1<FT TYPE="SUP">er</FT> secteur</P></TITLE>
        <CPV_MAIN><CPV_CODE CODE="45233120"/></CPV_MAIN><TYPE_CONTRACT CTYPE="WORKS"/>
        <VAL_ESTIMATED_TOTAL CURRENCY="EUR">8720000</VAL_ESTIMATED_TOTAL>
        <OBJECT_DESCR ITEM="1"><LOT_NO>1</LOT_NO><n:NUTS CODE="FRL06"/><DURATION TYPE="MONTH">6</DURATION>
        </OBJECT_DESCR></OBJECT_CONTRACT>
      <LEFTI><RESTRICTED_SHELTERED_WORKSHOP/></LEFTI>
      <PROCEDURE><PT_OPEN/><DATE_RECEIPT_TENDERS>2021-07-30</DATE_RECEIPT_TENDERS>
        <TIME_RECEIPT_TENDERS>17:00</TIME_RECEIPT_TENDERS></PROCEDURE>
    </F02_2014>
  </FORM_SECTION>
</TED_EXPORT>"""

"""Where published notices and contracts come from: BOAMP, TED, DECP.

``http`` speaks to listed hosts only, within limits; ``boamp``, ``ted`` and ``decp`` each know one protocol and give
batches of raw documents, in the order of their dates. None of them knows Django: ``pull`` stores what they give, and the
place reached, in one transaction.
"""

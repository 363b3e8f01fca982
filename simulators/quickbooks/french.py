"""Fault texts of a company that works in French: only codes and elements stay as they are (section 1.4, captured)."""

import re

_UNKNOWN = "Une erreur est survenue lors du traitement de votre demande"
_MESSAGES = {
    "500": "Opération non prise en charge",
    "610": "Objet introuvable",
    "620": "Impossible de lier la transaction",
    "800": "Impossible de supprimer cet objet",
    "2010": "La demande contient une propriété non valide",
    "2020": "Paramètre requis manquant",
    "2050": "Longueur de chaîne non prise en charge",
    "2300": "Les débits et les crédits ne sont pas égaux",
    "2500": "Identifiant de référence non valide",
    "5010": "Erreur d'objet périmé",
    "6000": "Une erreur de validation est survenue lors du traitement de votre demande",
    "6070": "Le montant n'est pas égal au prix unitaire multiplié par la quantité",
    "6140": "Numéro de document en double",
    "6210": "Période comptable fermée",
    "6240": "Nom en double",
}
# The vendor translates even the kind of transaction inside the recovery text of 6140.
_KINDS = {
    "Bill": "Facture à payer",
    "Estimate": "Devis",
    "Invoice": "Facture",
    "JournalEntry": "Écriture de journal",
    "PurchaseOrder": "Bon de commande",
    "VendorCredit": "Crédit fournisseur",
}
_HOLDER = re.compile(r"DocNumber=(.*) is assigned to TxnType=(\w+) with TxnId=(\w+)")


def in_french(code: str, detail: str) -> tuple[str, str]:
    """Return message and detail; the ids that a detail carries stay readable."""
    message = _MESSAGES.get(code, _UNKNOWN)
    holder = _HOLDER.search(detail)
    if holder is None:
        return message, f"{message} : veuillez vérifier les champs de la demande."
    number, kind, txn_id = holder.groups()
    told = f"DocNumber={number} is assigned to TxnType={_KINDS.get(kind, kind)} with TxnId={txn_id}"
    return message, f"{message} : Vous devez indiquer un autre numéro. Ce numéro est déjà utilisé. {told}"

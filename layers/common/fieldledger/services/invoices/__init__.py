"""Invoices of subcontractors and to owners: taken from the mirror, approved by people, handed to the writers."""

"""What a customer costs in a month: AWS's bill and the calls of vendors, from counts that are measured here."""

"""What the books say was spent, as direct costs in Procore (decision 0028)."""

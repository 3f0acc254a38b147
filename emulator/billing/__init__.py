"""What an account owes for what it used, by day: estimated charges, and Cost Explorer's answers."""

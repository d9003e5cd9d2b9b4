"""What is asked: definitions, question types, the rule language, and understanding of replies. Pure."""

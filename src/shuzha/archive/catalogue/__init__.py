"""The resources that departments registered: what they hold, column by column, never the rows themselves."""

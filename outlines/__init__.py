"""What a speech is: its parts and their order (提纲)."""

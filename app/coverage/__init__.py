"""What is known of each council and fiscal year: collected, none held, unpublished, not collected, or unknown."""

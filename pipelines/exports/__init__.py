"""Values of the warehouse as text for other programs."""

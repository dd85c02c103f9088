"""Charts of the report site: SVG that follows the light or dark colours of its page."""

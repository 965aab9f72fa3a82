"""The platform's design system: base template, components, template tags and the gallery that shows them."""

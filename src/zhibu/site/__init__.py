"""The Django project: settings, URLs, base templates, theme. It knows every app; no app knows it."""

"""Messages by code, for people: tables whose sentences are looked up in the catalogues of ``i18n``."""

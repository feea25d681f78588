"""The named questions: their pages at ``/queries``, the REST interface at ``/api``, and its OpenAPI document."""

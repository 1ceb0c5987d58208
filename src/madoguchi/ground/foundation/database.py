"""What the role of the product may do on PostgreSQL: it owns no table and bypasses no policy."""

from django.apps import apps
from django.conf import settings
from django.db import connections

from madoguchi.ground.foundation.models import LoggedEvent, Seal

# Tables whose rows the product adds and reads but does not change, save the columns named.
_ADD_ONLY: dict[str, tuple[str, ...]] = {
    LoggedEvent._meta.db_table: ("seal_number", "leaf_index"),
    Seal._meta.db_table: (),
}
# Tables that migrations make without a model: Django's own list of them, and the shared cache.
_NO_MODEL = {"django_migrations", "foundation_cache"}


def app_role() -> str | None:
    """Return the role the product connects as, None where the database has no roles."""
    chosen = settings.DATABASES["default"]
    return str(chosen["USER"]) if "postgresql" in str(chosen["ENGINE"]) else None


def grant_to_app_role(using: str) -> None:
    """Give the product's role what it needs on every table, after each migration run as the owner."""
    connection, role = connections[using], app_role()
    if connection.vendor != "postgresql" or role is None or role == connections[using].settings_dict["USER"]:
        return
    from psycopg import sql  # an extra: absent where SQLite is the database

    with connection.cursor() as cursor:
        name = sql.Identifier(role)
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name))
        tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} | _NO_MODEL
        for table in sorted(tables & set(connection.introspection.table_names(cursor))):
            kept = _ADD_ONLY.get(table)
            if kept is not None:  # default privileges of the database may have given more
                cursor.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(sql.Identifier(table), name))
            wanted = sql.SQL("SELECT, INSERT, UPDATE, DELETE" if kept is None else "SELECT, INSERT")
            cursor.execute(sql.SQL("GRANT {} ON {} TO {}").format(wanted, sql.Identifier(table), name))
            if kept:
                columns = sql.SQL(", ").join(map(sql.Identifier, kept))
                cursor.execute(sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(columns, sql.Identifier(table), name))
        cursor.execute(sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(name))
        cursor.execute(sql.SQL("GRANT EXECUTE ON FUNCTION foundation_unsealed_bodies() TO {}").format(name))

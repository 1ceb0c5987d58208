"""Settings: safe defaults for one machine; what differs comes from ``MADOGUCHI_…`` (docs/operate/settings.md)."""

import os
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from madoguchi.config import rooms
from madoguchi.config.demo_accounts import demo_accounts
from madoguchi.config.environment import (
    broker_ca,
    broker_url,
    documents_storage,
    flag,
    secret_key,
    secret_keys_before,
    transfer_place,
    zone,
)

DATA = Path(os.environ.get("MADOGUCHI_DATA", "var")).resolve()
DEMO = flag("MADOGUCHI_DEMO")
DEMO_ACCOUNTS = demo_accounts() if DEMO else []
DEBUG = False
SECRET_KEY = secret_key(DATA)
SECRET_KEY_FALLBACKS = secret_keys_before()
ALLOWED_HOSTS = os.environ.get("MADOGUCHI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("MADOGUCHI_ORIGINS", "").split(",") if origin]
# The address people reach us by, for links in mails and letters.
SITE_ADDRESS = os.environ.get("MADOGUCHI_ADDRESS", "http://localhost:8000")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "madoguchi.ground.foundation.apps.FoundationConfig",
    "madoguchi.ground.ui.apps.UiConfig",
    *rooms.APPS,
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "madoguchi.ground.foundation.web.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "madoguchi.ground.ui.middleware.PreferencesMiddleware",
    "madoguchi.ground.foundation.web.operation.request_log",
    "madoguchi.ground.foundation.web.middleware.admit",
    "madoguchi.ground.foundation.web.middleware.known_methods",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "madoguchi.ground.foundation.web.middleware.BodyMiddleware",
    "madoguchi.ground.foundation.signin.web.middleware.SessionMiddleware",
    "madoguchi.ground.foundation.web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "madoguchi.config.urls"
WSGI_APPLICATION = "madoguchi.config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": rooms.TEMPLATE_FOLDERS,
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "madoguchi.ground.ui.context.page_context",
            ],
        },
    }
]


_SSL = ("sslmode", "sslrootcert", "sslcert", "sslkey")  # of libpq; the address of the database may end with them


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]) if parts.path else str(DATA / "madoguchi.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
            "CONN_MAX_AGE": None,  # closing the last connection writes the whole WAL back: dearer than a request
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "OPTIONS": {name: value for name, value in parse_qsl(parts.query) if name in _SSL},
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,  # so that pgbouncer in transaction mode may stand between
    }


DATABASES = {"default": _database(os.environ.get("MADOGUCHI_DATABASE_URL", "sqlite:"))}
# On PostgreSQL the product's role owns nothing; tables are made and altered as the owner.
if "MADOGUCHI_OWNER_DATABASE_URL" in os.environ:
    DATABASES["owner"] = _database(os.environ["MADOGUCHI_OWNER_DATABASE_URL"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "foundation.Account"
AUTHENTICATION_BACKENDS = ["madoguchi.ground.foundation.signin.backends.StaffPasswordBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "madoguchi.ground.foundation.signin.passwords.MaximumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
HTTPS = flag("MADOGUCHI_HTTPS")
# Browsers take a cookie of this name over HTTPS only, from this very host, for every path (RFC 6265bis, 4.1.3.2).
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}madoguchi_session"
SESSION_ENGINE = "madoguchi.ground.foundation.signin.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24  # how long sessions last is a dated setting of bodies (foundation.signin.rules)
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}madoguchi_csrf"
CSRF_COOKIE_HTTPONLY = True  # forms carry the token themselves; no script needs it
CSRF_FAILURE_VIEW = "madoguchi.ground.foundation.web.late_posts.token_refused"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked from inside, past the proxy
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
# A request's fields in memory; files are bounded by their own rule (foundation.files).
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Sign-in: docs/operate/sign-in.md says why each line is as it is --------------------------------------------------
# Client secrets and private keys for identity providers, one file each.
SECRETS_FOLDER = Path(os.environ.get("MADOGUCHI_SECRETS", DATA / "secrets"))
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account_home"
# Limits and used codes must be known to every process: allauth keeps them in the cache, so the cache is a table.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "foundation_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("MADOGUCHI_PROXIES", "0"))
ACCOUNT_ADAPTER = "madoguchi.ground.foundation.signin.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # no sign-up page: allauth's login form asks what fields there are
ACCOUNT_EMAIL_VERIFICATION = "none"  # the code itself verifies a resident's address; staff's are given by the office
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a first code makes the account; our own mail tells staff where their door is
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"length": 8, "numeric": True, "dashed": True}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "madoguchi.ground.foundation.signin.forms.StaffLoginForm",
    "change_password": "madoguchi.ground.foundation.signin.forms.NewPasswordForm",
}
# An office stands behind one address, so limits per address are wide and those per account narrow. Wrong passwords are
# counted by foundation.signin.guesses; "login_failed" is left for wrong codes of the app, after a right password.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "request_login_code": "60/m/ip,3/5m/key,10/h/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
MFA_ADAPTER = "madoguchi.ground.foundation.signin.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp"]  # recovery codes and passkeys are our own
MFA_TOTP_ISSUER = "Madoguchi"
MFA_TOTP_TOLERANCE = 1  # one step of 30 s either way, for clocks and slow fingers; each code still opens once
MFA_FORMS = {
    "authenticate": "madoguchi.ground.foundation.signin.forms.TotpForm",
    "reauthenticate": "madoguchi.ground.foundation.signin.forms.TotpAgainForm",
    "activate_totp": "madoguchi.ground.foundation.signin.forms.SetUpTotpForm",
}
# --- end of sign-in ---------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "ja"
LANGUAGES = [
    ("ja", "日本語"), ("ja-easy", "やさしい日本語"), ("en", "English"),
    ("zh-hans", "简体中文"), ("ko", "한국어"), ("vi", "Tiếng Việt"), ("pt", "Português"),
]  # fmt: skip
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "documents": documents_storage(DATA),
    "staticfiles": {"BACKEND": "madoguchi.ground.ui.static_storage.BundledFiles"},
}
# Who scans uploads for viruses: clamd's socket (docs/operate/files.md). Unset: nobody, and operators are told so.
CLAMD = os.environ.get("MADOGUCHI_CLAMD", "")
CLAMD_SECONDS = 10.0
# IPAmj明朝 or another font with rare characters, where the operator has one; Noto Sans CJK does the rest.
RARE_FONT = Path(os.environ["MADOGUCHI_RARE_FONT"]) if "MADOGUCHI_RARE_FONT" in os.environ else None
# Networks inside the office that webhooks may be sent to, beside public addresses.
WEBHOOK_NETWORKS = [ip_network(one) for one in os.environ.get("MADOGUCHI_WEBHOOK_NETWORKS", "").split(",") if one]
HANDOVER_FOLDER = Path(os.environ.get("MADOGUCHI_HANDOVER", DATA / "handover"))

# Both zones together, or one of two that exchange sealed packages: docs/operate/zones.md.
ZONE = zone()
TRANSFER = Path(os.environ.get("MADOGUCHI_TRANSFER", DATA / "transfer"))
TRANSFER_OUT = transfer_place("MADOGUCHI_TRANSFER_OUT", TRANSFER / "out")
TRANSFER_IN = transfer_place("MADOGUCHI_TRANSFER_IN", TRANSFER / "in")
# Where a place is an SFTP server's: our key, and the server's as OpenSSH's known_hosts has it.
TRANSFER_SSH_KEY = Path(os.environ.get("MADOGUCHI_TRANSFER_SSH_KEY", TRANSFER / "ssh_key"))
TRANSFER_KNOWN_HOSTS = Path(os.environ.get("MADOGUCHI_TRANSFER_KNOWN_HOSTS", TRANSFER / "known_hosts"))

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Who tells workers of new tasks: nobody (they look), or RabbitMQ through Celery (docs/operate/celery.md).
BROKER_URL = broker_url()
BROKER_CA = broker_ca(BROKER_URL)

DEFAULT_FROM_EMAIL = os.environ.get("MADOGUCHI_MAIL_FROM", "madoguchi@localhost")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if "MADOGUCHI_MAIL_HOST" in os.environ
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA / "mail"
EMAIL_HOST = os.environ.get("MADOGUCHI_MAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("MADOGUCHI_MAIL_PORT", "25"))
EMAIL_USE_TLS = flag("MADOGUCHI_MAIL_TLS")  # STARTTLS, with a certificate that the machine trusts
EMAIL_TIMEOUT = 10

# Who shows it may read /metrics; without one, only this machine itself.
METRICS_TOKEN = os.environ.get("MADOGUCHI_METRICS_TOKEN", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "madoguchi.ground.foundation.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    # what was not found or refused stands in our own line of the request; faults come with their frames
    "loggers": {
        "celery": {"level": "WARNING"},
        "httpx": {"level": "WARNING"},  # it would log every address it calls
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "paramiko": {"level": "CRITICAL"},  # we tell why nothing was carried; it would print how
        "django_tasks": {"level": "WARNING"},  # our worker tells of each task with its time
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("MADOGUCHI_LOG_LEVEL", "INFO")},
}

"""Settings, all from the environment (``docs/operations.md`` lists them)."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from zhibu.site.assets import BUILT
from zhibu.site.environment import Mode, data_folder, env, mode, origins, secret

MODE = mode()
DATA = data_folder()
IS_HTTPS = env.bool("ZHIBU_HTTPS", default=MODE is Mode.PRODUCTION)

# ── secrets ──────────────────────────────────────────────────────────────────────────────────────
SECRET_KEY = secret("ZHIBU_SECRET_KEY", test_value="only-for-tests")
FIELD_KEYS = secret("ZHIBU_FIELD_KEYS", test_value="t1:" + "00" * 16)  # "id:32 hex digits,…", newest first
INDEX_KEY = secret("ZHIBU_INDEX_KEY", test_value="11" * 32)

# ── what runs ────────────────────────────────────────────────────────────────────────────────────
DEBUG = False
ALLOWED_HOSTS = env.list("ZHIBU_HOSTS", default=[] if MODE is Mode.PRODUCTION else ["*"])
CSRF_TRUSTED_ORIGINS = env.list("ZHIBU_ORIGINS", default=[])
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # our own option says its language
ROOT_URLCONF = "zhibu.site.urls"
WSGI_APPLICATION = "zhibu.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "zhibu.site",
    "zhibu.registry",
    "zhibu.access",
    "zhibu.calendars",
    "zhibu.api",
    "zhibu.duties",
    "zhibu.burden",
    "zhibu.oversight",
    "zhibu.privacy",
    "zhibu.helping",
    "zhibu.issuing",
    "zhibu.gatherings",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.forms",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "zhibu.access.platform",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "zhibu.site.logs.RequestLines",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "zhibu.access.middleware.SessionLimits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhibu.access.middleware.PagePolicy",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "zhibu.site.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "zhibu.site.templatetags.zhibu",
            ],
        },
    }
]

# ── database ─────────────────────────────────────────────────────────────────────────────────────
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA / 'zhibu.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Readers never wait for the writer (WAL); a writer takes its turn at the start of its transaction,
    # so that saves queue in place of failing half-way. Connections are kept: the last one to close would
    # write the whole log into the database, which after a quiet minute is every request.
    DATABASES["default"]["ENGINE"] = "zhibu.site.queued_sqlite3"
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728; "
        "PRAGMA wal_autocheckpoint=16000;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Failed sign-ins are counted here, seen by every worker.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    # How many requests a token made in this minute: in the memory of each worker (``zhibu.api.limits``).
    "limits": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "limits",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}
API_REQUESTS_A_MINUTE = env.int("ZHIBU_API_REQUESTS_A_MINUTE", default=300)

# The head of the audit chain is also written here, outside the database; best on another disk.
AUDIT_ANCHORS = env.str("ZHIBU_AUDIT_ANCHORS", default=str(DATA / "audit" / "anchors.jsonl"))

# ── sign-in ──────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["zhibu.access.sign_in.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "zhibu.access.sign_in.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "zhibu.access.sign_in.PlatformAdapter"
ACCOUNT_FORMS = {
    "login": "zhibu.access.sign_in.SignInForm",
    "reset_password_from_key": "zhibu.access.sign_in.LinkForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "zhibu.access.links.LinkKeys"  # noqa: S105  (a class)
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
PASSWORD_RESET_TIMEOUT = env.int("ZHIBU_LINK_HOURS", default=72) * 3600  # how long a sign-in link holds
# A whole county office may sit behind one address: it is wrong passwords that are held back, hardly sign-ins.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "5/15m/key,100/15m/ip"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "支部 Zhibu"
MFA_ADAPTER = "zhibu.access.sign_in.SecondFactorAdapter"
SECOND_FACTOR_REQUIRED = env.bool("ZHIBU_SECOND_FACTOR", default=MODE is Mode.PRODUCTION)
SOCIALACCOUNT_PROVIDERS = {}
PLATFORM_SERVER = env.str("ZHIBU_OIDC_SERVER", default="")
# Values of ``amr`` or ``acr`` by which the platform says that it asked for a second factor
PLATFORM_SECOND_FACTOR = env.list("ZHIBU_OIDC_SECOND_FACTOR", default=[])
if PLATFORM_SERVER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "platform",
                "name": env.str("ZHIBU_OIDC_NAME", default="统一身份认证"),
                "client_id": env.str("ZHIBU_OIDC_CLIENT"),
                "secret": env.str("ZHIBU_OIDC_SECRET"),
                "settings": {"server_url": PLATFORM_SERVER},
            }
        ]
    }
SESSION_IDLE_MINUTES = env.int("ZHIBU_SESSION_IDLE_MINUTES", default=30)
SESSION_COOKIE_AGE = env.int("ZHIBU_SESSION_HOURS", default=8) * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# ── the browser is told to be strict ─────────────────────────────────────────────────────────────
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the theme draws arrows and ticks as data: pictures
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *env.list("ZHIBU_OIDC_FORM_ACTION", default=origins(PLATFORM_SERVER))],
        "frame-ancestors": env.list("ZHIBU_FRAME_ANCESTORS", default=[NONE]),
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = env.bool("ZHIBU_REDIRECT_TO_HTTPS", default=False)  # the proxy in front usually does
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
if env.bool("ZHIBU_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"

# ── language and time ────────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("英语"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("ZHIBU_TIME_ZONE", default="Asia/Shanghai")

# ── static files and uploads ─────────────────────────────────────────────────────────────────────
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [("vendor", BUILT)]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA / "files")},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE is Mode.TEST
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = MODE is Mode.TEST
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_242_880
# Whom to ask about personal data, besides the branch: an office and its telephone or address.
PRIVACY_CONTACT = env.str("ZHIBU_PRIVACY_CONTACT", default="")
LARGEST_UPLOAD = env.int("ZHIBU_LARGEST_UPLOAD_MB", default=20) * 1_048_576

EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20  # seconds: well below the time for which a worker holds what it is mailing
# Where the application is found from outside: for links in e-mails.
ADDRESS = env.str("ZHIBU_ADDRESS", default=next(iter(CSRF_TRUSTED_ORIGINS), "")).rstrip("/")
# A mail server takes no mail from "localhost".
DEFAULT_FROM_EMAIL = env.str("ZHIBU_EMAIL_FROM", default=f"zhibu@{urlsplit(ADDRESS).hostname or 'localhost'}")

# One line of JSON a message, on standard error; nobody is named in them (zhibu.site.logs).
LOG_LEVEL = env.str("ZHIBU_LOG_LEVEL", default="INFO" if MODE is Mode.PRODUCTION else "WARNING").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "zhibu.site.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # Django's own would send mail with whole requests in it.
    "loggers": {"django": {"handlers": [], "propagate": True}},
}

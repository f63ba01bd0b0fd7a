"""Settings, all from the environment (``docs/operations.md`` lists them)."""

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from zhibu.site.assets import BUILT
from zhibu.site.environment import Mode, data_folder, env, mode, secret

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
ROOT_URLCONF = "zhibu.site.urls"
WSGI_APPLICATION = "zhibu.site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "zhibu.site",
    "zhibu.registry",
    "zhibu.access",
    "zhibu.duties",
    "zhibu.burden",
    "zhibu.oversight",
    "zhibu.privacy",
    "zhibu.issuing",
    "zhibu.gatherings",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
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
    # so that two saves queue up to 20 seconds in place of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=134217728;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Failed sign-ins are counted here, seen by every worker.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

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
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,100/15m/ip"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "支部 Zhibu"
MFA_ADAPTER = "zhibu.access.sign_in.SecondFactorAdapter"
SECOND_FACTOR_REQUIRED = env.bool("ZHIBU_SECOND_FACTOR", default=MODE is Mode.PRODUCTION)
SOCIALACCOUNT_PROVIDERS = {}
if env.str("ZHIBU_OIDC_SERVER", default=""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "platform",
                "name": env.str("ZHIBU_OIDC_NAME", default="统一身份认证"),
                "client_id": env.str("ZHIBU_OIDC_CLIENT"),
                "secret": env.str("ZHIBU_OIDC_SECRET"),
                "settings": {"server_url": env.str("ZHIBU_OIDC_SERVER")},
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
        "form-action": [SELF, *env.list("ZHIBU_OIDC_FORM_ACTION", default=[])],
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

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

"""A real OpenID Connect provider (allauth's own) for the tests, in a process of its own:

    python -m tests.oidc_provider CLIENT SECRET REDIRECT_URI WORDS

It prints its port once it serves. Anybody with the password ``PASSWORD`` signs in as USERNAME and gets the
subject ``sub-USERNAME``. WORDS is a file of JSON, read at every token: ``claims`` go into the ID token over
what belongs there, ``forged`` has it signed with a key that nobody published.
"""

import json
import sys
from pathlib import Path
from types import ModuleType
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.urls import include, path

PASSWORD = "platform-horse-7"
MODULE = "provider_of_tests"
USERS = ("first", "second", "stranger")
CLIENT, SECRET, REDIRECT, WORDS = sys.argv[1:5] if __name__ == "__main__" else ("", "", "", "")


def new_key():
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, *form).decode()


def configure():
    settings.configure(
        SECRET_KEY="only-for-tests",
        DEBUG_PROPAGATE_EXCEPTIONS=True,  # to standard error
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=MODULE,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "allauth",
            "allauth.account",
            "allauth.idp.oidc",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
            }
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        SESSION_COOKIE_NAME="provider-session",  # cookies of one host do not tell ports apart
        CSRF_COOKIE_NAME="provider-csrf",
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_RATE_LIMITS=False,
        IDP_OIDC_PRIVATE_KEY=new_key(),
        IDP_OIDC_ADAPTER=f"{MODULE}.Adapter",
        USE_TZ=True,
    )
    django.setup()


def make_rows():
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for name in USERS:
        User.objects.create_user(name, f"{name}@platform.test", PASSWORD)
    client = Client(id=CLIENT, name="Zhibu", type=Client.Type.CONFIDENTIAL, skip_consent=True)
    client.set_secret(SECRET)
    client.set_redirect_uris([REDIRECT])
    client.set_scopes(["openid"])
    client.save()


def make_module():
    """Addresses and adapter, which can only be made once the apps are loaded."""
    from allauth.idp.oidc.adapter import DefaultOIDCAdapter
    from allauth.idp.oidc.models import PrivateKey
    from django.contrib.auth.models import User

    class Adapter(DefaultOIDCAdapter):
        """Says what the test wants said."""

        def get_user_sub(self, client, user):
            return f"sub-{user.username}"

        def get_user_by_sub(self, client, sub):
            return User.objects.filter(username=sub.removeprefix("sub-")).first()

        def populate_id_token(self, id_token, client, scopes, **kwargs):
            id_token.update(self.words.get("claims", {}))

        def get_signing_key(self):
            return PrivateKey(pem=new_key()) if self.words.get("forged") else super().get_signing_key()

        @property
        def words(self):
            return json.loads(Path(WORDS).read_text())

    made = ModuleType(MODULE)
    made.Adapter = Adapter
    made.urlpatterns = [
        path("accounts/", include("allauth.account.urls")),
        path("", include("allauth.idp.urls")),
    ]
    sys.modules[MODULE] = made


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


if __name__ == "__main__":
    configure()
    make_module()
    make_rows()
    with make_server("127.0.0.1", 0, WSGIHandler(), handler_class=Quiet) as server:
        sys.stdout.write(f"{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()

"""Signing in through a platform that already knows people (统一身份认证): OpenID Connect, code flow.

What allauth does not do is done here: a nonce goes along, the ID token's signature is always verified,
the account is the one that an administrator linked, and nothing is written when somebody signs in.
"""

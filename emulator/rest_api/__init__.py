"""
Serves the REST APIs that are deployed in the emulated account, from nothing but their deployed definitions.

An import that has what isn't served (integrations other than MOCK and Lambda proxies, authorizers other than Cognito's,
greedy paths, path-level parameters) is refused by name. Absent altogether: WAF, API keys and usage plans, caching, custom
domains, metrics, X-Ray segments, the limit on headers' size, and APIs that are made resource by resource.

What WSGI doesn't keep can't reach a function: the case of header names, and which lines of one header were sent apart.
AWS documents neither whether a method's throttle comes before its authorizer nor the exact words of every error: there, this
does what AWS has been seen to do.
"""

from .application import application
from .imported_documents import install

__all__ = ["application", "install"]

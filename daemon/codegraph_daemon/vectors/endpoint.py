"""Vectors from an endpoint that speaks as OpenAI's does: one request for each batch of texts.

The only place of this project that sends anything anywhere, and only for a model that the user has
added with the address in it. Texts of the repository go there; that is what it is for.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

import numpy as np

from codegraph_client.models import Model

from .quantising import Floats

_SECONDS = 60.0
_MOST_BYTES = 256 << 20
_SHOWN = 200


def embed(model: Model, texts: Sequence[str], size: int) -> Floats:
    """The vectors of some texts, in their order.

    Raises OSError if the endpoint cannot be reached, ValueError if it answers something else.
    """
    found = [_ask(model, texts[at : at + size]) for at in range(0, len(texts), size)]
    return np.concatenate(found)


def _ask(model: Model, texts: Sequence[str]) -> Floats:
    parts = urlsplit(model.url)
    make = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = make(parts.netloc, timeout=_SECONDS)
    headers = {"Content-Type": "application/json"}
    if model.key_variable:
        headers["Authorization"] = f"Bearer {os.environ.get(model.key_variable, '')}"
    body = json.dumps({"model": model.remote, "input": list(texts), "encoding_format": "float"})
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path or "/", body.encode(), headers)
        response = connection.getresponse()
        answer = response.read(_MOST_BYTES)
        if response.status != 200:
            told = answer[:_SHOWN].decode("utf-8", "replace")
            raise ValueError(f"{model.name}: the endpoint answered {response.status}: {told}")
    except HTTPException as error:
        raise OSError(f"{model.name}: {error!r}") from error
    finally:
        connection.close()
    try:
        rows = sorted(json.loads(answer)["data"], key=lambda row: row["index"])
        vectors = np.asarray([row["embedding"] for row in rows], np.float32)
        if vectors.ndim == 2 and len(vectors) == len(texts):
            return vectors
    except (ValueError, KeyError, TypeError):
        pass
    raise ValueError(f"{model.name}: the endpoint's answer has not a vector for each text")

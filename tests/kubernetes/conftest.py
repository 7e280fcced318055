"""The overlays on a real control plane, that of KUBECONFIG; its nodes may be simulated. `make test-kubernetes`.

Simulated nodes must renew their leases as a kubelet does (kwok: `--node-lease-duration-seconds=40`). Else the control
plane takes them for dead after 50 s, and what ran on them is never ready again.

The operators' CRDs are installed, the operators aren't: their objects are accepted and defaulted, nothing acts on them.
NetworkPolicies are accepted, too, and enforced only where the cluster's network does.
"""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PROCESSES = ("gateway", "auth", "patients", "scheduling", "billing")
CRDS = {
    "github.com/cloudnative-pg/cloudnative-pg@v1.28.0": "config/crd/bases/postgresql.cnpg.io_*.yaml",
    "github.com/cloudnative-pg/plugin-barman-cloud@v0.15.0": "config/crd/bases/*.yaml",
    "github.com/prometheus-operator/prometheus-operator@v0.85.0": "example/prometheus-operator-crd/*_*monitors.yaml",
    "github.com/kedacore/keda/v2@v2.21.0": "config/crd/bases/keda.sh_scaledobjects.yaml",
    "github.com/external-secrets/external-secrets@v0.16.2": "config/crds/bases/external-secrets.io_external*.yaml",
}
# Nothing provisions storage here.
VOLUME = {
    "apiVersion": "v1",
    "kind": "PersistentVolume",
    "metadata": {"name": "vetchart-test"},
    "spec": {
        "capacity": {"storage": "2Gi"},
        "accessModes": ["ReadWriteOnce"],
        "hostPath": {"path": "/nowhere"},
        "persistentVolumeReclaimPolicy": "Delete",
    },
}


def run(*command: str, given: str | None = None, fails: bool = False) -> str:
    done = subprocess.run(command, cwd=ROOT, input=given, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode != 0) == fails, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def kubectl(*arguments: str, given: str | None = None, fails: bool = False) -> str:
    return run("kubectl", *arguments, given=given, fails=fails)


class Namespace:
    def __init__(self, name: str, overlay: str) -> None:
        self.name = name
        self.overlay = f"deploy/kubernetes/overlays/{overlay}"

    def __call__(self, *arguments: str, fails: bool = False) -> str:
        return kubectl("--namespace", self.name, *arguments, fails=fails)

    def get(self, *arguments: str) -> Any:
        return json.loads(self("get", *arguments, "--output=json"))

    def rolled_out(self) -> None:
        for process in PROCESSES:
            self("rollout", "status", f"deployment/{process}", "--timeout=240s")

    def image(self, process: str) -> str:
        return str(self.get("deployment", process)["spec"]["template"]["spec"]["containers"][0]["image"])

    def revision(self, process: str) -> str:
        return str(self.get("deployment", process)["metadata"]["annotations"]["deployment.kubernetes.io/revision"])


@pytest.fixture(scope="session")
def operators() -> None:
    for module, files in CRDS.items():
        home = json.loads(run("go", "mod", "download", "-json", module))["Dir"]
        for file in Path(home).glob(files):
            kubectl("apply", "--server-side", "--filename", str(file))


@pytest.fixture(scope="session", params=["dev", "production", "production-options"])
def namespace(request: pytest.FixtureRequest, operators: None) -> Iterator[Namespace]:
    """With its Secrets and all of its overlay, new."""
    name = "vetchart-dev" if request.param == "dev" else "vetchart"
    kubectl("delete", "namespace", name, "--ignore-not-found", "--timeout=240s")
    kubectl("delete", "persistentvolume", "vetchart-test", "--ignore-not-found", "--timeout=60s")
    kubectl("apply", "--filename=-", given=json.dumps(VOLUME))
    made = Namespace(name, request.param)
    folder = "dev" if request.param == "dev" else "production"
    kubectl("apply", "--filename", f"deploy/kubernetes/overlays/{folder}/namespace.yaml")
    run("scripts/kubernetes-secrets.sh", name)
    made("apply", "--kustomize", made.overlay)
    yield made
    kubectl("delete", "namespace", name, "--timeout=240s")
    kubectl("delete", "persistentvolume", "vetchart-test", "--ignore-not-found", "--timeout=60s")

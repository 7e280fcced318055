"""What the API server, the controllers and the scheduler make of each overlay."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.kubernetes.conftest import PROCESSES, Namespace, kubectl, run

DIGESTS = {"first": "sha256:" + "1" * 64, "second": "sha256:" + "2" * 64}


def release(folder: Path, digest: str) -> Path:
    names = ["postgres", *(f"vetchart-{process}" for process in PROCESSES)]
    file = folder / "images.txt"
    file.write_text("".join(f"{name} registry.example/{name}@{digest}\n" for name in names))
    return file


def overlay(namespace: Namespace) -> str:
    return namespace.overlay.rpartition("/")[2]


@pytest.fixture(scope="module")
def deployed(namespace: Namespace, tmp_path_factory: pytest.TempPathFactory) -> Namespace:
    """With two releases, one after the other."""
    for version, digest in DIGESTS.items():
        images = release(tmp_path_factory.mktemp(version), digest)
        run("scripts/deploy.sh", overlay(namespace), version, str(images))
    return namespace


class TestApply:
    def test_rolls_out(self, namespace: Namespace) -> None:
        namespace.rolled_out()

    def test_a_second_time_starts_no_rollout(self, namespace: Namespace) -> None:
        before = [namespace.revision(process) for process in PROCESSES]
        namespace("apply", "--kustomize", namespace.overlay)
        namespace.rolled_out()
        assert [namespace.revision(process) for process in PROCESSES] == before

    def test_the_database_is_accepted(self, namespace: Namespace) -> None:
        if overlay(namespace) == "dev":
            namespace("rollout", "status", "statefulset/postgres", "--timeout=120s")
        else:
            assert namespace.get("cluster.postgresql.cnpg.io", "postgres")["spec"]["instances"] == 3

    def test_every_pod_has_passed_the_restricted_policy(self, namespace: Namespace) -> None:
        labels = namespace.get("namespace", namespace.name)["metadata"]["labels"]
        assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
        root = json.dumps({"spec": {"template": {"spec": {"securityContext": {"runAsNonRoot": False}}}}})
        warned = namespace("patch", "deployment", "auth", "--dry-run=server", "--patch", root)
        assert "would violate PodSecurity" in warned

    def test_nothing_may_talk_to_a_pod_that_no_policy_names(self, namespace: Namespace) -> None:
        policy = namespace.get("networkpolicy", "default-deny")["spec"]
        assert (policy["podSelector"], policy["policyTypes"]) == ({}, ["Ingress", "Egress"])


class TestDeploy:
    """scripts/deploy.sh, as the workflow calls it. That images can't be pulled doesn't show on simulated nodes."""

    def test_by_digest_and_back(self, deployed: Namespace) -> None:
        for process in PROCESSES:
            assert deployed.image(process) == f"registry.example/vetchart-{process}@{DIGESTS['second']}"
        assert deployed.get("job", "patients-migration-second")["status"]["succeeded"] == 1
        run("scripts/rollback.sh", deployed.name)
        for process in PROCESSES:
            assert deployed.image(process) == f"registry.example/vetchart-{process}@{DIGESTS['first']}"

    def test_that_never_gets_ready_is_rolled_back(self, deployed: Namespace, tmp_path: Path) -> None:
        """No memory is left for its pods."""
        before = {process: deployed.image(process) for process in PROCESSES}
        quota = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "full"}}
        full = json.dumps({**quota, "spec": {"hard": {"requests.memory": "1Mi"}}})
        kubectl("--namespace", deployed.name, "apply", "--filename=-", given=full)
        images = release(tmp_path, "sha256:" + "3" * 64)
        said = run("env", "TIMEOUT=20", "scripts/deploy.sh", overlay(deployed), "third", str(images), fails=True)
        deployed("delete", "resourcequota", "full")
        assert "rolling back" in said
        assert {process: deployed.image(process) for process in PROCESSES} == before

    @pytest.mark.parametrize("image", ["registry.example/vetchart-auth:latest", ""])
    def test_refuses_an_image_without_digest(self, namespace: Namespace, tmp_path: Path, image: str) -> None:
        file = tmp_path / "images.txt"
        file.write_text(f"vetchart-auth {image}\n")
        assert "no image by digest" in run("scripts/deploy.sh", overlay(namespace), "bad", str(file), fails=True)


class TestDrain:
    def test_keeps_the_disruption_budget(self, namespace: Namespace) -> None:
        """Two pods of each process, then a node is drained: never is more than one of them away."""
        for process in PROCESSES:
            patch = json.dumps({"spec": {"minReplicas": 2}})
            if overlay(namespace) != "production-options":  # there KEDA makes the autoscaler
                namespace("patch", "hpa", process, "--patch", patch)
            namespace("scale", f"deployment/{process}", "--replicas=2")
        namespace.rolled_out()
        node = namespace.get("pods", "--selector=app.kubernetes.io/name=auth")["items"][0]["spec"]["nodeName"]
        columns = "jsonpath={.metadata.name} {.status.availableReplicas}{'\\n'}"
        command = ["kubectl", "--namespace", namespace.name, "get", "deployments", "--watch", f"--output={columns}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watcher:
            try:
                kubectl("drain", node, "--ignore-daemonsets", "--delete-emptydir-data", "--force", "--timeout=240s")
                namespace.rolled_out()
                left = namespace.get("pods", f"--field-selector=spec.nodeName={node},status.phase=Running")["items"]
            finally:
                kubectl("uncordon", node)
                watcher.terminate()
            assert watcher.stdout
            seen = [line.split() for line in watcher.stdout.read().splitlines()]
        assert [line for line in seen if len(line) < 2 or int(line[1]) < 1] == []
        ours = [pod for pod in left if "app.kubernetes.io/component" in pod["metadata"]["labels"]]
        assert [pod["metadata"]["name"] for pod in ours] == []

    def test_a_budget_that_is_used_up_refuses(self, namespace: Namespace) -> None:
        """Of none that may be away, none can be evicted."""
        pods = namespace.get("pods", "--selector=app.kubernetes.io/name=patients")["items"]
        namespace("patch", "pdb", "patients", "--type=merge", "--patch", json.dumps({"spec": {"maxUnavailable": 0}}))
        name = pods[0]["metadata"]["name"]
        eviction = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": name}}
        path = f"/api/v1/namespaces/{namespace.name}/pods/{name}/eviction"
        refused = kubectl("create", "--raw", path, "--filename=-", given=json.dumps(eviction), fails=True)
        assert "would violate the pod's disruption budget" in refused
        namespace("apply", "--kustomize", namespace.overlay)

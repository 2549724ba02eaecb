"""Asks a server for its health, as a kubelet does, and says the status or the code of the error."""

import argparse
import pathlib

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("address", help="HOST:PORT")
parser.add_argument("--authority", type=pathlib.Path, help="who vouches for the server; without: plain text")
parser.add_argument("--certificate", type=pathlib.Path, help="what to show the server")
parser.add_argument("--key", type=pathlib.Path)
parser.add_argument("--at_once", action="store_true", help="do not wait until it listens")
arguments = parser.parse_args()

if arguments.authority:
    authority, key, certificate = (
        file.read_bytes() if file else None for file in (arguments.authority, arguments.key, arguments.certificate)
    )
    channel = grpc.secure_channel(arguments.address, grpc.ssl_channel_credentials(authority, key, certificate))
else:
    channel = grpc.insecure_channel(arguments.address)
try:
    answer = health_pb2_grpc.HealthStub(channel).Check(
        health_pb2.HealthCheckRequest(), timeout=20, wait_for_ready=not arguments.at_once
    )
    print(health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status))
except grpc.RpcError as error:
    print(error.code().name)

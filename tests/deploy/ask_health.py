"""Asks a server for its health, as a kubelet does: ask_health.py HOST:PORT [CA_FILE]. Waits until it listens."""

import sys

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

address = sys.argv[1]
if len(sys.argv) > 2:
    with open(sys.argv[2], "rb") as file:
        channel = grpc.secure_channel(address, grpc.ssl_channel_credentials(file.read()))
else:
    channel = grpc.insecure_channel(address)
answer = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=20, wait_for_ready=True)
print(health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status))

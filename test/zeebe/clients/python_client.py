"""Python's pyzeebe on an engine: deploys, starts, works, correlates, and is refused.

Usage: python_client.py PORT. Says what it saw as one line of JSON; run.ts judges it.
"""
import asyncio
import json
import sys
import tempfile
from pathlib import Path

from pyzeebe import Job, ZeebeClient, ZeebeWorker, create_insecure_channel
from pyzeebe.errors import ProcessDefinitionNotFoundError

DIAGRAM = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">
  <bpmn:message id="m" name="go"><bpmn:extensionElements><zeebe:subscription correlationKey="=id" /></bpmn:extensionElements></bpmn:message>
  <bpmn:process id="python" isExecutable="true">
    <bpmn:startEvent id="s" />
    <bpmn:serviceTask id="a"><bpmn:extensionElements><zeebe:taskDefinition type="py-work" /></bpmn:extensionElements></bpmn:serviceTask>
    <bpmn:intermediateCatchEvent id="c"><bpmn:messageEventDefinition messageRef="m" /></bpmn:intermediateCatchEvent>
    <bpmn:serviceTask id="b"><bpmn:extensionElements><zeebe:taskDefinition type="py-last" /></bpmn:extensionElements></bpmn:serviceTask>
    <bpmn:endEvent id="e" />
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a" /><bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="c" />
    <bpmn:sequenceFlow id="f3" sourceRef="c" targetRef="b" /><bpmn:sequenceFlow id="f4" sourceRef="b" targetRef="e" />
  </bpmn:process>
</bpmn:definitions>
"""


async def main(port: int) -> dict:
    channel = create_insecure_channel(grpc_address=f"127.0.0.1:{port}")
    client, worker = ZeebeClient(channel), ZeebeWorker(channel)
    squares: list[int] = []
    last: asyncio.Future = asyncio.get_running_loop().create_future()

    @worker.task(task_type="py-work")
    async def square(n: int) -> dict:
        squares.append(n * n)
        return {"square": n * n}

    @worker.task(task_type="py-last")
    async def end(job: Job, square: int, by: str) -> dict:
        last.set_result({"element": job.element_id, "square": square, "by": by})
        return {}

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "python.bpmn"
        file.write_text(DIAGRAM, encoding="utf-8")
        deployed = await client.deploy_resource(str(file))
    working = asyncio.create_task(worker.work())
    for n in range(10):
        await client.run_process("python", variables={"id": f"py{n}", "n": n})
    await client.publish_message("go", correlation_key="py7", variables={"by": "message"}, time_to_live_in_milliseconds=60_000)
    ended = await asyncio.wait_for(last, 30)
    while len(squares) < 10:
        await asyncio.sleep(0.05)
    await worker.stop()
    working.cancel()
    try:
        await client.run_process("nobody")
        refused = ""
    except ProcessDefinitionNotFoundError as error:
        refused = type(error).__name__
    return {"version": deployed.deployments[0].version, "squares": sorted(squares), "last": ended, "refused": refused}


print(json.dumps(asyncio.run(main(int(sys.argv[1])))), flush=True)

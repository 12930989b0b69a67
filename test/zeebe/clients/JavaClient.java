// Java's official client on an engine: deploys, starts, works by stream and by poll, fails, throws, correlates, and is refused.
// Usage: JavaClient PORT. Says what it saw as one line of JSON; test/zeebe/clients.test.ts judges it.

import io.camunda.zeebe.client.ZeebeClient;
import io.camunda.zeebe.client.api.command.ClientStatusException;
import io.camunda.zeebe.client.api.response.ActivatedJob;
import io.camunda.zeebe.client.api.worker.JobWorker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

public final class JavaClient {

  private static final String DIAGRAM = """
      <?xml version="1.0" encoding="UTF-8"?>
      <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">
        <bpmn:message id="m" name="go"><bpmn:extensionElements><zeebe:subscription correlationKey="=id" /></bpmn:extensionElements></bpmn:message>
        <bpmn:process id="java" isExecutable="true">
          <bpmn:startEvent id="s" />
          <bpmn:serviceTask id="a"><bpmn:extensionElements><zeebe:taskDefinition type="java-work" /><zeebe:taskHeaders><zeebe:header key="limit" value="P7D" /></zeebe:taskHeaders></bpmn:extensionElements></bpmn:serviceTask>
          <bpmn:intermediateCatchEvent id="c"><bpmn:messageEventDefinition messageRef="m" /></bpmn:intermediateCatchEvent>
          <bpmn:serviceTask id="b"><bpmn:extensionElements><zeebe:taskDefinition type="java-poll" /></bpmn:extensionElements></bpmn:serviceTask>
          <bpmn:endEvent id="e" />
          <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a" /><bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="c" />
          <bpmn:sequenceFlow id="f3" sourceRef="c" targetRef="b" /><bpmn:sequenceFlow id="f4" sourceRef="b" targetRef="e" />
        </bpmn:process>
      </bpmn:definitions>
      """;

  public static void main(final String[] args) throws Exception {
    final StringBuilder seen = new StringBuilder();
    try (ZeebeClient client = ZeebeClient.newClientBuilder().gatewayAddress("127.0.0.1:" + args[0]).usePlaintext().preferRestOverGrpc(false).build()) {
      tell(seen, "brokers", client.newTopologyRequest().send().join().getBrokers().size());
      tell(seen, "version", client.newDeployResourceCommand().addResourceString(DIAGRAM, StandardCharsets.UTF_8, "java.bpmn").send().join().getProcesses().get(0).getVersion());
      tell(seen, "streamed", stream(client, 20));
      tell(seen, "polled", poll(client));
      tell(seen, "refused", refused(client));
    }
    System.out.println("{" + seen + "}");
    System.exit(0);
  }

  /** Instances whose first job comes by stream; each is failed once, comes again, and is completed. */
  private static int stream(final ZeebeClient client, final int count) throws Exception {
    final ConcurrentLinkedQueue<Long> completed = new ConcurrentLinkedQueue<>();
    final CountDownLatch done = new CountDownLatch(count);
    final JobWorker worker = client.newWorker().jobType("java-work").handler((jobs, job) -> {
      if (job.getRetries() == 3) jobs.newFailCommand(job).retries(2).errorMessage("once more").variables(Map.of("failed", true)).send().join();
      else {
        jobs.newCompleteCommand(job).variables(Map.of("limit", job.getCustomHeaders().get("limit"), "seen", job.getVariablesAsMap().get("failed"))).send().join();
        completed.add(job.getKey());
        done.countDown();
      }
    }).name("java").timeout(Duration.ofMinutes(1)).streamEnabled(true).open();
    for (int i = 0; i < count; i++) {
      client.newCreateInstanceCommand().bpmnProcessId("java").latestVersion().variables(Map.of("id", "k" + i)).send().join();
    }
    done.await(30, TimeUnit.SECONDS);
    worker.close();
    return new TreeSet<>(completed).size();
  }

  /** A message lets one instance go on; a long poll that waited for its job gets it with what the worker before had said. */
  private static String poll(final ZeebeClient client) throws Exception {
    final var waiting = client.newActivateJobsCommand().jobType("java-poll").maxJobsToActivate(1).workerName("java").requestTimeout(Duration.ofSeconds(20)).send();
    client.newPublishMessageCommand().messageName("go").correlationKey("k7").timeToLive(Duration.ofMinutes(1)).variables(Map.of("by", "message")).send().join();
    final List<ActivatedJob> jobs = waiting.join().getJobs();
    final Map<String, Object> variables = jobs.get(0).getVariablesAsMap();
    client.newCompleteCommand(jobs.get(0)).send().join();
    return jobs.get(0).getElementId() + " " + variables.get("id") + " " + variables.get("limit") + " " + variables.get("seen") + " " + variables.get("by") + " " + jobs.get(0).getTenantId();
  }

  private static String refused(final ZeebeClient client) {
    try {
      client.newCompleteCommand(1).send().join();
      return "";
    } catch (final ClientStatusException e) {
      return e.getStatusCode() + ": " + e.getStatus().getDescription();
    }
  }

  private static void tell(final StringBuilder seen, final String name, final Object value) {
    if (seen.length() > 0) seen.append(',');
    seen.append('"').append(name).append("\":");
    if (value instanceof Number) seen.append(value);
    else seen.append('"').append(value.toString().replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
  }
}

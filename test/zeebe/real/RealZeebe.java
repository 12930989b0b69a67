// Starts Zeebe's own engine (in memory, the process-test library) on a gRPC port and answers facts about it on a control port.
// It decides nothing and waits for nothing but what is asked; test/zeebe/real.ts starts it and it ends when its stdin closes.

import io.camunda.zeebe.logstreams.log.LoggedEvent;
import io.camunda.zeebe.process.test.api.ZeebeTestEngine;
import io.camunda.zeebe.process.test.engine.EngineFactory;
import io.camunda.zeebe.protocol.record.Record;
import io.camunda.zeebe.protocol.record.RecordType;
import io.camunda.zeebe.protocol.record.ValueType;
import io.camunda.zeebe.protocol.record.value.IncidentRecordValue;
import io.camunda.zeebe.protocol.record.value.JobRecordValue;
import io.camunda.zeebe.protocol.record.value.ProcessInstanceRecordValue;
import io.camunda.zeebe.protocol.record.value.ProcessInstanceRelated;
import io.camunda.zeebe.protocol.record.value.VariableRecordValue;
import io.camunda.zeebe.scheduler.clock.ControlledActorClock;
import io.camunda.zeebe.stream.impl.StreamProcessor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

public final class RealZeebe {

  /** The library may miss the moment of idleness when the machine stands still; asked again, it looks again. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int TIMES = 12;

  /** Between two looks at whether all that was written has been processed. */
  private static final long LOOK_NANOS = 500_000;

  private static volatile RealZeebe current;

  private final ZeebeTestEngine engine;
  private final int grpcPort;
  private final ControlledActorClock clock;
  private final StreamProcessor processor;
  private final Object sequencer;
  /** What is due after a move of the clock is written by threads of its own, a moment later. */
  private volatile boolean moved = true;

  /** What the library offers no way to ask is read from its fields. */
  private RealZeebe(final ZeebeTestEngine engine, final int grpcPort) throws ReflectiveOperationException {
    this.engine = engine;
    this.grpcPort = grpcPort;
    clock = (ControlledActorClock) field(engine, "clock");
    processor = (StreamProcessor) field(engine, "streamProcessor");
    sequencer = field(field(engine, "logStream"), "sequencer");
  }

  private static Object field(final Object of, final String name) throws ReflectiveOperationException {
    final var field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }

  public static void main(final String[] args) throws Exception {
    renew();
    final ServerSocket control = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(() -> accept(control));
    System.out.println("READY " + object("grpcPort", (long) current.grpcPort, "controlPort", (long) control.getLocalPort()));
    System.out.flush();
    while (System.in.read() >= 0) {
      // the parent says nothing; the end of its pipe is the end of this process
    }
    System.exit(0);
  }

  /** An engine that has seen nothing, on a port of its own; the one before it ends. A second Java would take two seconds to start. */
  private static synchronized String renew() throws Exception {
    if (current != null) current.engine.stop();
    for (int tried = 1; ; tried++) {
      final int port = freePort();
      try {
        final ZeebeTestEngine engine = EngineFactory.create(port);
        engine.start();
        current = new RealZeebe(engine, port);
        return object("ok", true, "grpcPort", (long) port);
      } catch (final RuntimeException e) {
        if (tried == TIMES) throw e; // somebody else took the port between two lines of this
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private static void accept(final ServerSocket control) {
    while (true) {
      try {
        final Socket socket = control.accept();
        daemon(() -> converse(socket));
      } catch (final Exception e) {
        return;
      }
    }
  }

  private static void converse(final Socket socket) {
    try (socket;
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        OutputStream out = socket.getOutputStream()) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.write((current.answer(line.trim()) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    } catch (final Exception e) {
      // the caller hung up
    }
  }

  private String answer(final String line) {
    try {
      if (line.startsWith("+")) return advance(Duration.parse(line.substring(1)));
      final String[] words = line.split("\\s+");
      final Long instance = words.length > 1 && !words[0].equals("INSTANCES") ? Long.valueOf(words[1]) : null;
      return switch (words[0]) {
        case "RENEW" -> renew();
        case "NOW" -> object("ok", true, "now", now().toString());
        case "PIN" -> pin();
        case "IDLE" -> idle();
        case "QUIET" -> moved ? idle() : quiet();
        case "INCIDENTS" -> object("ok", true, "incidents", incidents(instance));
        case "JOBS" -> object("ok", true, "jobs", jobs(instance));
        case "TRACE" -> object("ok", true, "trace", trace(instance));
        case "VARIABLES" -> object("ok", true, "variables", variables(instance));
        case "INSTANCES" -> object("ok", true, "instances", instances(words[1]));
        default -> object("ok", false, "error", "unknown command: " + words[0]);
      };
    } catch (final Exception e) {
      return object("ok", false, "error", e.toString());
    }
  }

  private synchronized String advance(final Duration by) {
    moved = true;
    engine.increaseTime(by);
    return object("ok", true, "now", now().toString());
  }

  /** From now on the clock stands still between two advances: what begins between them is due at one instant, however long it took. */
  private synchronized String pin() {
    clock.pinCurrentTime();
    return object("ok", true, "now", now().toString());
  }

  /** The machine's clock plus what was added, or where it is pinned. */
  private synchronized Instant now() {
    return Instant.ofEpochMilli(clock.getCurrentTimeInMillis());
  }

  private String idle() throws Exception {
    moved = false;
    for (int asked = 1; ; asked++) {
      try {
        engine.waitForIdleState(PATIENCE);
        return object("ok", true);
      } catch (final TimeoutException e) {
        if (asked == TIMES) throw e;
      }
    }
  }

  /** As idle(), which the library tells after 50 to 100 ms without a record: here the log's last record has been read and nothing is under way. */
  private String quiet() throws Exception {
    final long until = System.nanoTime() + PATIENCE.multipliedBy(TIMES).toNanos();
    while (!allProcessed()) {
      if (System.nanoTime() > until) throw new TimeoutException("records are still being processed");
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return object("ok", true);
  }

  /** The processor's own word that it stands at the end comes with a record read; it holds if that is the last one that anybody has written. */
  private boolean allProcessed() throws ReflectiveOperationException {
    final long written = written();
    if (!processor.hasProcessingReachedTheEnd().join()) return false;
    final LoggedEvent read = (LoggedEvent) field(field(processor, "processingStateMachine"), "currentRecord");
    return (read == null ? 0 : read.getPosition()) == written && written() == written;
  }

  private long written() throws ReflectiveOperationException {
    return (long) field(sequencer, "position") - 1;
  }

  private List<String> incidents(final Long instance) {
    final Map<Long, String> open = new LinkedHashMap<>();
    for (final Record<?> each : events(ValueType.INCIDENT, instance)) {
      final IncidentRecordValue incident = (IncidentRecordValue) each.getValue();
      if (each.getIntent().name().equals("RESOLVED")) open.remove(each.getKey());
      if (each.getIntent().name().equals("CREATED") || each.getIntent().name().equals("MIGRATED")) {
        open.put(each.getKey(), object(
            "key", key(each.getKey()), "errorType", incident.getErrorType().name(), "errorMessage", incident.getErrorMessage(),
            "elementId", incident.getElementId(), "bpmnProcessId", incident.getBpmnProcessId(),
            "elementInstanceKey", key(incident.getElementInstanceKey()),
            "processInstanceKey", key(incident.getProcessInstanceKey()), "jobKey", key(incident.getJobKey())));
      }
    }
    return new ArrayList<>(open.values());
  }

  private static final Set<String> JOB_ENDS = Set.of("COMPLETED", "CANCELED", "ERROR_THROWN");

  /** The jobs that exist, whatever their state: the yardstick for "open inbox rows == user-task jobs". */
  private List<String> jobs(final Long instance) {
    final Map<Long, String> alive = new LinkedHashMap<>();
    for (final Record<?> each : events(ValueType.JOB, instance)) {
      final JobRecordValue job = (JobRecordValue) each.getValue();
      if (JOB_ENDS.contains(each.getIntent().name())) alive.remove(each.getKey());
      else alive.put(each.getKey(), object(
          "key", key(each.getKey()), "type", job.getType(), "elementId", job.getElementId(), "lastEvent", each.getIntent().name(),
          "retries", (long) job.getRetries(), "processInstanceKey", key(job.getProcessInstanceKey())));
    }
    return new ArrayList<>(alive.values());
  }

  /** Every life-cycle event of the instance's elements and flows, in the engine's order. */
  private List<String> trace(final Long instance) {
    final List<String> trace = new ArrayList<>();
    for (final Record<?> each : events(ValueType.PROCESS_INSTANCE, instance)) {
      final ProcessInstanceRecordValue value = (ProcessInstanceRecordValue) each.getValue();
      trace.add(object(
          "intent", each.getIntent().name(), "elementId", value.getElementId(), "elementType", value.getBpmnElementType().name(),
          "key", key(each.getKey()), "scopeKey", key(value.getFlowScopeKey()), "processInstanceKey", key(value.getProcessInstanceKey())));
    }
    return trace;
  }

  private List<String> variables(final Long instance) {
    final Map<String, String> latest = new LinkedHashMap<>();
    for (final Record<?> each : events(ValueType.VARIABLE, instance)) {
      if (each.getIntent().name().equals("MIGRATED")) continue; // tells no value
      final VariableRecordValue value = (VariableRecordValue) each.getValue();
      latest.put(value.getScopeKey() + "/" + value.getName(), object(
          "scopeKey", key(value.getScopeKey()), "name", value.getName(), "value", value.getValue(),
          "processInstanceKey", key(value.getProcessInstanceKey())));
    }
    return new ArrayList<>(latest.values());
  }

  /** Keys of the instances of a process, in the order of their birth, called and finished ones included. */
  private synchronized List<String> instances(final String bpmnProcessId) {
    events(ValueType.PROCESS_INSTANCE, null);
    return bornOf.getOrDefault(bpmnProcessId, List.of()).stream().map((each) -> quote(key(each))).toList();
  }

  private static final Set<ValueType> TOLD = Set.of(ValueType.INCIDENT, ValueType.JOB, ValueType.PROCESS_INSTANCE, ValueType.VARIABLE);

  private final Map<ValueType, List<Record<?>>> told = new EnumMap<>(ValueType.class);
  private final Map<Long, Map<ValueType, List<Record<?>>>> toldOf = new HashMap<>();
  private final Map<String, List<Long>> bornOf = new HashMap<>();
  private int read = 0;

  /** The events of one instance, or of all; sorted once as they come, for a long run asks after thousands of instances. */
  private synchronized List<Record<?>> events(final ValueType type, final Long instance) {
    final List<Record<?>> records = (List<Record<?>>) engine.getRecordStreamSource().getRecords();
    for (; read < records.size(); read++) {
      final Record<?> each = records.get(read);
      if (each.getRecordType() != RecordType.EVENT || !TOLD.contains(each.getValueType())) continue;
      told.computeIfAbsent(each.getValueType(), (any) -> new ArrayList<>()).add(each);
      final long owner = ((ProcessInstanceRelated) each.getValue()).getProcessInstanceKey();
      toldOf.computeIfAbsent(owner, (any) -> new EnumMap<>(ValueType.class)).computeIfAbsent(each.getValueType(), (any) -> new ArrayList<>()).add(each);
      if (each.getValue() instanceof ProcessInstanceRecordValue value && each.getKey() == owner && each.getIntent().name().equals("ELEMENT_ACTIVATING")) {
        bornOf.computeIfAbsent(value.getBpmnProcessId(), (any) -> new ArrayList<>()).add(owner);
      }
    }
    return List.copyOf((instance == null ? told : toldOf.getOrDefault(instance, Map.of())).getOrDefault(type, List.of()));
  }

  /** Keys pass 2^53 on later partitions, so they travel as strings. */
  private static String key(final long key) {
    return Long.toString(key);
  }

  private static String object(final Object... pairs) {
    final StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < pairs.length; i += 2) {
      if (i > 0) json.append(',');
      json.append(quote((String) pairs[i])).append(':');
      final Object value = pairs[i + 1];
      if (value instanceof String text) json.append(quote(text));
      else if (value instanceof List<?> list) json.append('[').append(String.join(",", list.stream().map(Object::toString).toList())).append(']');
      else json.append(value);
    }
    return json.append('}').toString();
  }

  private static String quote(final String text) {
    final StringBuilder out = new StringBuilder("\"");
    for (final char c : text.toCharArray()) {
      if (c == '"' || c == '\\') out.append('\\').append(c);
      else if (c < 0x20) out.append(String.format("\\u%04x", (int) c));
      else out.append(c);
    }
    return out.append('"').toString();
  }

  private static void daemon(final Runnable work) {
    final Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }
}

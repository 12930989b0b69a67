// Starts Zeebe's own engine (in memory, the process-test library) on a gRPC port and answers facts about it on a control port.
// It decides nothing and waits for nothing but what is asked; test/zeebe/real.ts starts it and it ends when its stdin closes.

import io.camunda.zeebe.logstreams.log.LogStreamReader;
import io.camunda.zeebe.logstreams.log.LoggedEvent;
import io.camunda.zeebe.model.bpmn.Bpmn;
import io.camunda.zeebe.process.test.api.ZeebeTestEngine;
import io.camunda.zeebe.process.test.engine.EngineFactory;
import io.camunda.zeebe.protocol.impl.record.RecordMetadata;
import io.camunda.zeebe.protocol.impl.record.UnifiedRecordValue;
import io.camunda.zeebe.protocol.impl.record.value.error.ErrorRecord;
import io.camunda.zeebe.protocol.impl.record.value.incident.IncidentRecord;
import io.camunda.zeebe.protocol.impl.record.value.job.JobRecord;
import io.camunda.zeebe.protocol.impl.record.value.processinstance.ProcessInstanceRecord;
import io.camunda.zeebe.protocol.impl.record.value.variable.VariableRecord;
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
import java.util.function.Supplier;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.validation.Schema;

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
  private final LogStreamReader log;
  /** What is due after a move of the clock is written by threads of its own, a moment later. */
  private volatile boolean moved = true;

  /** What the library offers no way to ask is read from its fields. */
  private RealZeebe(final ZeebeTestEngine engine, final int grpcPort) throws ReflectiveOperationException {
    this.engine = engine;
    this.grpcPort = grpcPort;
    clock = (ControlledActorClock) field(engine, "clock");
    processor = (StreamProcessor) field(engine, "streamProcessor");
    sequencer = field(field(engine, "logStream"), "sequencer");
    log = (LogStreamReader) field(engine.getRecordStreamSource(), "logStreamReader");
  }

  private static Object field(final Object of, final String name) throws ReflectiveOperationException {
    return field(of, of.getClass(), name);
  }

  private static Object field(final Object of, final Class<?> in, final String name) throws ReflectiveOperationException {
    final var field = in.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }

  public static void main(final String[] args) throws Exception {
    if (Boolean.getBoolean("schema.once")) readSchemaOnce();
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

  /** Zeebe reads BPMN's schema anew for each diagram, a third of what deploying one costs; some words about what is no XML may differ so. */
  private static void readSchemaOnce() throws ReflectiveOperationException {
    final Object parser = field(Bpmn.INSTANCE, Bpmn.class, "bpmnParser");
    final Class<?> above = parser.getClass().getSuperclass();
    final DocumentBuilderFactory factory = (DocumentBuilderFactory) field(parser, above, "documentBuilderFactory");
    final Schema schema = ((Map<?, Schema>) field(parser, above, "schemas")).values().iterator().next();
    factory.setAttribute("http://java.sun.com/xml/jaxp/properties/schemaSource", null);
    factory.setAttribute("http://java.sun.com/xml/jaxp/properties/schemaLanguage", null);
    factory.setValidating(false);
    factory.setSchema(schema);
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
        case "STANDS" -> stands();
        case "FAULTS" -> object("ok", true, "faults", faults());
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
        if (asked == TIMES || processor.isFailed()) throw e;
      }
    }
  }

  /** As idle(), which the library tells after 50 to 100 ms without a record: here the log's last record has been read and nothing is under way. */
  private String quiet() throws Exception {
    final long looks = PATIENCE.multipliedBy(TIMES).toNanos() / LOOK_NANOS; // counted, for a machine that stands still lets time pass, too
    for (long looked = 0; !allProcessed(); looked++) {
      if (looked == looks) throw new TimeoutException("records are still being processed");
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return object("ok", true);
  }

  /** The processor's own word that it stands at the end comes with a record read; it holds if that is the last one that anybody has written. */
  private boolean allProcessed() throws ReflectiveOperationException {
    if (processor.isFailed()) throw new IllegalStateException("the partition has stopped");
    final long written = written();
    if (!processor.hasProcessingReachedTheEnd().join()) return false;
    final LoggedEvent read = (LoggedEvent) field(field(processor, "processingStateMachine"), "currentRecord");
    return (read == null ? 0 : read.getPosition()) == written && written() == written;
  }

  /** Where a partition is that answers nothing any more: what it read last, in full, with the first that was told of that key. */
  private synchronized String stands() throws ReflectiveOperationException {
    final Object machine = field(processor, "processingStateMachine");
    final LoggedEvent read = (LoggedEvent) field(machine, "currentRecord");
    if (read == null) return object("ok", true, "failed", processor.isFailed(), "reads", "nothing", "of", "");
    final RecordMetadata what = new RecordMetadata();
    read.readMetadata(what);
    final String known = TOLD.keySet().stream().flatMap((each) -> events(each, null).stream()).filter((each) -> each.key() == read.getKey()).findFirst().map((each) -> each.value().toString()).orElse("");
    return object("ok", true, "failed", processor.isFailed(), "reads", what.getRecordType() + " " + what.getValueType() + " " + what.getIntent(), "of", field(machine, "typedCommand") + " " + known);
  }

  private long written() throws ReflectiveOperationException {
    return (long) field(sequencer, "position") - 1;
  }

  private List<String> incidents(final Long instance) {
    final Map<Long, String> open = new LinkedHashMap<>();
    for (final Seen each : events(ValueType.INCIDENT, instance)) {
      final IncidentRecordValue incident = (IncidentRecordValue) each.value();
      if (each.intent().equals("RESOLVED")) open.remove(each.key());
      if (each.intent().equals("CREATED") || each.intent().equals("MIGRATED")) {
        open.put(each.key(), object(
            "key", key(each.key()), "errorType", incident.getErrorType().name(), "errorMessage", incident.getErrorMessage(),
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
    for (final Seen each : events(ValueType.JOB, instance)) {
      final JobRecordValue job = (JobRecordValue) each.value();
      if (JOB_ENDS.contains(each.intent())) alive.remove(each.key());
      else alive.put(each.key(), object(
          "key", key(each.key()), "type", job.getType(), "elementId", job.getElementId(), "lastEvent", each.intent(),
          "retries", (long) job.getRetries(), "processInstanceKey", key(job.getProcessInstanceKey())));
    }
    return new ArrayList<>(alive.values());
  }

  /** Every life-cycle event of the instance's elements and flows, in the engine's order. */
  private List<String> trace(final Long instance) {
    final List<String> trace = new ArrayList<>();
    for (final Seen each : events(ValueType.PROCESS_INSTANCE, instance)) {
      final ProcessInstanceRecordValue value = (ProcessInstanceRecordValue) each.value();
      trace.add(object(
          "intent", each.intent(), "elementId", value.getElementId(), "elementType", value.getBpmnElementType().name(),
          "key", key(each.key()), "scopeKey", key(value.getFlowScopeKey()), "processInstanceKey", key(value.getProcessInstanceKey())));
    }
    return trace;
  }

  private List<String> variables(final Long instance) {
    final Map<String, String> latest = new LinkedHashMap<>();
    for (final Seen each : events(ValueType.VARIABLE, instance)) {
      if (each.intent().equals("MIGRATED")) continue; // tells no value
      final VariableRecordValue value = (VariableRecordValue) each.value();
      latest.put(value.getScopeKey() + "/" + value.getName(), object(
          "scopeKey", key(value.getScopeKey()), "name", value.getName(), "value", value.getValue(),
          "processInstanceKey", key(value.getProcessInstanceKey())));
    }
    return new ArrayList<>(latest.values());
  }

  /** What Zeebe itself failed at; it does nothing any more for such an instance but end it. */
  private List<String> faults() {
    return events(ValueType.ERROR, null).stream().map((each) -> (ErrorRecord) each.value())
        .map((each) -> object("processInstanceKey", key(each.getProcessInstanceKey()), "message", each.getExceptionMessage(), "at", each.getStacktrace().lines().limit(8).toList().toString())).toList();
  }

  /** Keys of the instances of a process, in the order of their birth, called and finished ones included. */
  private synchronized List<String> instances(final String bpmnProcessId) {
    events(ValueType.PROCESS_INSTANCE, null);
    return bornOf.getOrDefault(bpmnProcessId, List.of()).stream().map((each) -> quote(key(each))).toList();
  }

  /** The kinds of records that are asked for. */
  private static final Map<ValueType, Supplier<UnifiedRecordValue>> TOLD = Map.of(
      ValueType.ERROR, ErrorRecord::new, ValueType.INCIDENT, IncidentRecord::new, ValueType.JOB, JobRecord::new, ValueType.PROCESS_INSTANCE, ProcessInstanceRecord::new, ValueType.VARIABLE, VariableRecord::new);

  /** An event of the log. */
  private record Seen(long key, String intent, Object value) {}

  private final Map<ValueType, List<Seen>> told = new EnumMap<>(ValueType.class);
  private final Map<Long, Map<ValueType, List<Seen>>> toldOf = new HashMap<>();
  private final Map<String, List<Long>> bornOf = new HashMap<>();
  private final RecordMetadata about = new RecordMetadata();
  private long read = 0;

  /** The events of one instance, or of all; sorted once as they come, for a long run asks after thousands of instances. */
  private synchronized List<Seen> events(final ValueType type, final Long instance) {
    if (read == 0) log.seekToFirstEvent();
    else log.seekToNextEvent(read);
    while (log.hasNext()) {
      final LoggedEvent each = log.next();
      read = each.getPosition();
      each.readMetadata(about);
      final Supplier<UnifiedRecordValue> kind = TOLD.get(about.getValueType());
      if (kind == null || about.getRecordType() != RecordType.EVENT) continue;
      final UnifiedRecordValue value = kind.get();
      each.readValue(value);
      note(about.getValueType(), new Seen(each.getKey(), about.getIntent().name(), value));
    }
    return List.copyOf((instance == null ? told : toldOf.getOrDefault(instance, Map.of())).getOrDefault(type, List.of()));
  }

  private void note(final ValueType type, final Seen each) {
    told.computeIfAbsent(type, (any) -> new ArrayList<>()).add(each);
    if (!(each.value() instanceof ProcessInstanceRelated related)) return;
    final long owner = related.getProcessInstanceKey();
    toldOf.computeIfAbsent(owner, (any) -> new EnumMap<>(ValueType.class)).computeIfAbsent(type, (any) -> new ArrayList<>()).add(each);
    if (each.value() instanceof ProcessInstanceRecordValue value && each.key() == owner && each.intent().equals("ELEMENT_ACTIVATING")) {
      bornOf.computeIfAbsent(value.getBpmnProcessId(), (any) -> new ArrayList<>()).add(owner);
    }
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

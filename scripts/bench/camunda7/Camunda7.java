// The workload "approval" on Camunda 7's bare engine, in this process and by its Java API: no web application, no job executor, default
// history. Eight threads: start a case, then find, claim and complete its five user tasks. Usage: Camunda7 JDBC-URL USER PASSWORD THREADS;
// each line on stdin is a number of completions to make, answered by one line of JSON; the end of stdin ends it.

import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;

public final class Camunda7 {

  private static final int TASKS_PER_CASE = 5;

  public static void main(final String[] args) throws Exception {
    final int threads = Integer.parseInt(args[3]);
    final HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(args[0]);
    pool.setUsername(args[1]);
    pool.setPassword(args[2]);
    pool.setMaximumPoolSize(threads * 2); // the engine takes its blocks of ids by a connection of their own
    pool.setAutoCommit(false);
    final ProcessEngine engine = engine(pool);
    final ExecutorService workers = Executors.newFixedThreadPool(threads);
    System.out.println("READY");
    final BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      System.out.println(measure(engine, workers, threads, Integer.parseInt(line.trim())));
      System.out.flush();
    }
    workers.shutdown();
    engine.close();
    pool.close();
  }

  private static ProcessEngine engine(final HikariDataSource pool) {
    final StandaloneProcessEngineConfiguration settings = new StandaloneProcessEngineConfiguration();
    settings.setDataSource(pool);
    settings.setDatabaseSchemaUpdate("true");
    settings.setJobExecutorActivate(false);
    final ProcessEngine engine = settings.buildProcessEngine();
    engine.getRepositoryService().createDeployment().addModelInstance("approval.bpmn", approval()).deploy();
    return engine;
  }

  private static BpmnModelInstance approval() {
    return Bpmn.createExecutableProcess("approval").camundaHistoryTimeToLive(180)
        .startEvent().userTask("accept").parallelGateway("fork")
        .userTask("section1").parallelGateway("join").moveToNode("fork")
        .userTask("section2").connectTo("join").moveToNode("fork")
        .userTask("section3").connectTo("join")
        .userTask("decide").endEvent().done();
  }

  /** So many completions by all threads together, a case at a time; their rate and the time of each. */
  private static String measure(final ProcessEngine engine, final ExecutorService workers, final int threads, final int completions) throws Exception {
    final AtomicInteger left = new AtomicInteger(completions);
    final long began = System.nanoTime();
    final List<Future<List<Long>>> working = new ArrayList<>();
    for (int i = 0; i < threads; i++) working.add(workers.submit(() -> work(engine, left)));
    final List<Long> times = new ArrayList<>();
    for (final Future<List<Long>> each : working) times.addAll(each.get());
    final double seconds = (System.nanoTime() - began) / 1e9;
    Collections.sort(times);
    return String.format(Locale.ROOT, "{\"completions\":%d,\"seconds\":%.3f,\"p50_ms\":%.2f,\"p95_ms\":%.2f}", times.size(), seconds, at(times, 0.5), at(times, 0.95));
  }

  private static List<Long> work(final ProcessEngine engine, final AtomicInteger left) {
    final List<Long> times = new ArrayList<>();
    while (left.getAndAdd(-TASKS_PER_CASE) > 0) {
      final String id = engine.getRuntimeService().startProcessInstanceByKey("approval", Map.of("caseId", "c" + left.get())).getId();
      for (int task = 0; task < TASKS_PER_CASE; task++) {
        final long began = System.nanoTime();
        completeOne(engine, id);
        times.add(System.nanoTime() - began);
      }
    }
    return times;
  }

  private static void completeOne(final ProcessEngine engine, final String instance) {
    final Task task = engine.getTaskService().createTaskQuery().processInstanceId(instance).taskUnassigned().listPage(0, 1).get(0);
    engine.getTaskService().claim(task.getId(), "officer");
    engine.getTaskService().complete(task.getId(), Map.of("outcome", "agree"));
  }

  private static double at(final List<Long> sorted, final double share) {
    return sorted.get(Math.min(sorted.size() - 1, (int) (sorted.size() * share))) / 1e6;
  }
}

// Starts the whole product of 2022 (Zeebe 8.0: broker and gateway, durable, one partition) on a gRPC port, in a folder of its own.
// It shows what is the gateway's own matter, which the in-memory engine's test gateway does not have; it ends when its stdin closes.

import io.camunda.zeebe.broker.Broker;
import io.camunda.zeebe.broker.SpringBrokerBridge;
import io.camunda.zeebe.broker.system.SystemContext;
import io.camunda.zeebe.broker.system.configuration.BrokerCfg;
import io.camunda.zeebe.client.ZeebeClient;
import io.camunda.zeebe.client.api.response.PartitionInfo;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

public final class RealBroker {

  public static void main(final String[] args) throws Exception {
    final Path data = Files.createTempDirectory("real-broker");
    final BrokerCfg settings = new BrokerCfg();
    final int grpcPort = freePort();
    settings.getGateway().setEnable(true);
    settings.getGateway().getNetwork().setHost("127.0.0.1");
    settings.getGateway().getNetwork().setPort(grpcPort);
    settings.getNetwork().setHost("127.0.0.1");
    settings.getNetwork().getCommandApi().setPort(freePort());
    settings.getNetwork().getInternalApi().setPort(freePort());
    settings.getData().setDiskUsageMonitoringEnabled(false);
    if (args.length > 0) settings.getGateway().getCluster().setRequestTimeout(Duration.parse(args[0]));
    settings.init(data.toString());
    final SystemContext system = new SystemContext(settings, data.toString(), null);
    system.getScheduler().start();
    final Broker broker = new Broker(system, new SpringBrokerBridge());
    broker.start().get(60, TimeUnit.SECONDS);
    awaitLeader(grpcPort);
    System.out.println("READY {\"grpcPort\":" + grpcPort + ",\"controlPort\":0}");
    System.out.flush();
    while (System.in.read() >= 0) {
      // the parent says nothing; the end of its pipe is the end of this process
    }
    broker.close();
    try (var files = Files.walk(data)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
    System.exit(0);
  }

  /** A gateway that has just begun knows no partition yet. */
  private static void awaitLeader(final int grpcPort) throws Exception {
    try (ZeebeClient client = ZeebeClient.newClientBuilder().gatewayAddress("127.0.0.1:" + grpcPort).usePlaintext().build()) {
      while (client.newTopologyRequest().send().join().getBrokers().stream().flatMap(each -> each.getPartitions().stream()).noneMatch(PartitionInfo::isLeader)) {
        Thread.sleep(50);
      }
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }
}

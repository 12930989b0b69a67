// In place of the test library's class of this name (see InMemoryDbTransaction.java beside it): it tells the transaction which keys are about to be
// visited. Like the library's it lends two buffers, so that what nests deeper is refused as by Zeebe's own database.
package io.camunda.zeebe.process.test.engine.db;

import io.camunda.zeebe.db.DbKey;
import io.camunda.zeebe.db.impl.ZeebeDbConstants;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

final class InMemoryDbColumnFamilyIterationContext {

  private static final int DEEPEST = 2;

  private static final ThreadLocal<Bytes> VISITED = new ThreadLocal<>();

  private final long columnFamily;
  private int depth = 0;

  InMemoryDbColumnFamilyIterationContext(final long columnFamily) {
    this.columnFamily = columnFamily;
  }

  /** What all keys begin with that this thread is about to visit. */
  static Bytes visited() {
    return VISITED.get();
  }

  void withPrefixKey(final DbKey key, final Consumer<Bytes> visit) {
    if (depth == DEEPEST) throw new IllegalStateException("Currently nested prefix iterations of this depth are not supported! This will cause unexpected behavior.");
    depth++;
    try {
      final Bytes prefix = Bytes.fromByteArray(keyWithColumnFamily(key).array());
      VISITED.set(prefix);
      visit.accept(prefix);
    } finally {
      depth--;
    }
  }

  public ByteBuffer keyWithColumnFamily(final DbKey key) {
    final ByteBuffer whole = ByteBuffer.allocate(Long.BYTES + key.getLength());
    final UnsafeBuffer buffer = new UnsafeBuffer(whole);
    buffer.putLong(0, columnFamily, ZeebeDbConstants.ZB_DB_BYTE_ORDER);
    key.write(buffer, Long.BYTES);
    return whole;
  }
}

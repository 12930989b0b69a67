// In place of the test library's class of this name, before it on the class path. The library's copies the whole database whenever a few keys
// are visited, so that an engine grows slower with each process deployed; this one copies those few keys. What is seen is the same.
package io.camunda.zeebe.process.test.engine.db;

import io.camunda.zeebe.db.DbValue;
import io.camunda.zeebe.db.TransactionOperation;
import io.camunda.zeebe.db.ZeebeDbTransaction;
import java.util.Arrays;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

final class InMemoryDbTransaction implements ZeebeDbTransaction, InMemoryDbState {

  private final TreeMap<Bytes, Bytes> committed;
  private final TreeMap<Bytes, Bytes> written = new TreeMap<>();
  private final Set<Bytes> deleted = new HashSet<>();
  private boolean open = false;

  InMemoryDbTransaction(final TreeMap<Bytes, Bytes> committed) {
    this.committed = committed;
  }

  void resetTransaction() {
    rollback();
    open = true;
  }

  public boolean isInCurrentTransaction() {
    return open;
  }

  @Override
  public void run(final TransactionOperation work) throws Exception {
    work.run();
  }

  @Override
  public void commit() {
    committed.putAll(written);
    deleted.forEach(committed::remove);
    rollback();
  }

  @Override
  public void rollback() {
    open = false;
    written.clear();
    deleted.clear();
  }

  @Override
  public void put(final FullyQualifiedKey key, final DbValue value) {
    deleted.remove(key.getKeyBytes());
    written.put(key.getKeyBytes(), Bytes.fromDbValue(value));
  }

  @Override
  public byte[] get(final FullyQualifiedKey key) {
    final Bytes at = key.getKeyBytes();
    if (deleted.contains(at)) return null;
    final Bytes own = written.get(at);
    final Bytes found = own == null ? committed.get(at) : own;
    return found == null ? null : found.toBytes();
  }

  @Override
  public void delete(final FullyQualifiedKey key) {
    written.remove(key.getKeyBytes());
    deleted.add(key.getKeyBytes());
  }

  /** As it is now: what the visitor writes he does not meet. */
  @Override
  public InMemoryDbIterator newIterator() {
    final Bytes first = InMemoryDbColumnFamilyIterationContext.visited();
    final Bytes beyond = after(first.toBytes());
    final TreeMap<Bytes, Bytes> seen = new TreeMap<>(between(committed, first, beyond));
    seen.putAll(between(written, first, beyond));
    if (!seen.isEmpty()) deleted.forEach(seen::remove);
    return new InMemoryDbIterator(seen);
  }

  private static NavigableMap<Bytes, Bytes> between(final TreeMap<Bytes, Bytes> all, final Bytes first, final Bytes beyond) {
    return beyond == null ? all.tailMap(first, true) : all.subMap(first, true, beyond, false);
  }

  /** The first key that no longer begins so; null when there is none. */
  private static Bytes after(final byte[] prefix) {
    for (int last = prefix.length - 1; last >= 0; last--) {
      if (prefix[last] == (byte) 0xff) continue;
      final byte[] next = Arrays.copyOf(prefix, last + 1);
      next[last]++;
      return Bytes.fromByteArray(next);
    }
    return null;
  }

  @Override
  public boolean contains(final FullyQualifiedKey key) {
    final Bytes at = key.getKeyBytes();
    return !deleted.contains(at) && (written.containsKey(at) || committed.containsKey(at));
  }
}

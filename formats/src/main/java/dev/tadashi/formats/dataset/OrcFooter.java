package dev.tadashi.formats.dataset;

import dev.tadashi.formats.spi.FileErrors;
import dev.tadashi.model.table.TableFile;
import dev.tadashi.storage.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the footer of an ORC file says of its rows and its types, read before any native code sees
 * the file: that follows the types by calling itself, so that a deep one would end the process.
 *
 * @param types by number; the first is the root
 */
record OrcFooter(TableFile file, long rows, List<OrcType> types) {
  /** Between the footer and the last byte, which tells its length. */
  private static final int MAX_POSTSCRIPT = 256;

  private static final int MAX_BYTES = 64 << 20;

  /** A type with the numbers of the types in it and, of a struct, their names. */
  record OrcType(List<Integer> parts, List<String> names) {}

  private record Postscript(int footer, OrcCodec codec, int block) {}

  static OrcFooter read(ObjectStore store, TableFile file) {
    ByteBuffer end = read(store, file, Math.min(MAX_POSTSCRIPT, file.size()), 0);
    int length = Byte.toUnsignedInt(end.get(end.limit() - 1));
    if (length >= end.limit()) {
      throw FileErrors.corrupt(file, "it is cut short");
    }
    try {
      Postscript postscript = postscript(end.slice(end.limit() - 1 - length, length));
      ByteBuffer packed = footerBytes(store, file, postscript, length);
      OrcFooter footer = footer(file, postscript.codec().unpack(packed, postscript.block()));
      footer.check();
      return footer;
    } catch (IOException e) {
      throw FileErrors.corrupt(file, "its footer is damaged", e);
    }
  }

  private static ByteBuffer footerBytes(
      ObjectStore store, TableFile file, Postscript postscript, int postscriptLength) {
    long size = postscript.footer();
    if (size > Math.min(MAX_BYTES, file.size() - 1 - postscriptLength)) {
      throw FileErrors.corrupt(file, "its footer claims " + size + " bytes");
    }
    return read(store, file, size, 1 + postscriptLength);
  }

  /** The bytes that end so far before the end of the file. */
  private static ByteBuffer read(ObjectStore store, TableFile file, long size, int before) {
    ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(size));
    store.read(file, file.size() - before - size, buffer);
    return buffer.flip();
  }

  private static Postscript postscript(ByteBuffer bytes) throws IOException {
    int footer = 0;
    int codec = 0;
    int block = OrcCodec.USUAL_BLOCK;
    ProtoFields fields = new ProtoFields(bytes);
    while (fields.next()) {
      switch (fields.number()) {
        case 1 -> footer = fields.size();
        case 2 -> codec = fields.size();
        case 3 -> block = fields.size();
        default -> {}
      }
    }
    return new Postscript(footer, OrcCodec.of(codec), block);
  }

  private static OrcFooter footer(TableFile file, ByteBuffer bytes) throws IOException {
    long rows = 0;
    List<OrcType> types = new ArrayList<>();
    ProtoFields fields = new ProtoFields(bytes);
    while (fields.next()) {
      switch (fields.number()) {
        case 4 -> types.add(type(fields.bytes()));
        case 6 -> rows = fields.value();
        default -> {}
      }
    }
    return new OrcFooter(file, rows, types);
  }

  private static OrcType type(ByteBuffer bytes) throws IOException {
    List<Integer> parts = new ArrayList<>();
    List<String> names = new ArrayList<>();
    ProtoFields fields = new ProtoFields(bytes);
    while (fields.next()) {
      switch (fields.number()) {
        case 2 -> parts.addAll(fields.numbers());
        case 3 -> names.add(StandardCharsets.UTF_8.decode(fields.bytes()).toString());
        default -> {}
      }
    }
    return new OrcType(parts, names);
  }

  /** The types must be a tree with parents before their parts, and not too deep. */
  private void check() {
    if (rows < 0) {
      throw FileErrors.corrupt(file, "it claims " + rows + " rows");
    }
    int[] levels = new int[types.size()];
    int[] columns = new int[types.size()];
    for (int parent = 0; parent < types.size(); parent++) {
      List<Integer> parts = types.get(parent).parts();
      for (int i = 0; i < parts.size(); i++) {
        int part = parts.get(i);
        if (part <= parent || part >= types.size() || levels[part] > 0) {
          throw FileErrors.corrupt(file, "its types are not a tree");
        }
        levels[part] = levels[parent] + 1;
        columns[part] = parent == 0 ? i : columns[parent];
        if (levels[part] > FileErrors.MAX_DEPTH) {
          throw FileErrors.tooDeep(file, column(columns[part]));
        }
      }
    }
  }

  private String column(int number) {
    List<String> names = types.getFirst().names();
    return number < names.size() ? names.get(number) : String.valueOf(number);
  }
}

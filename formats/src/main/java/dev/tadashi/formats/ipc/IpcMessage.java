package dev.tadashi.formats.ipc;

import org.apache.arrow.flatbuf.Message;

/**
 * A message of a file.
 *
 * @param body offset in the file of what follows the metadata
 * @param end offset after the message
 */
record IpcMessage(Message metadata, long start, long body, long end) {}

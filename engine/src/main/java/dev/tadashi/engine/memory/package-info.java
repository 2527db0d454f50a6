/**
 * Raw off-heap memory: reads and writes by address, buffers that grow, pools of byte strings, and
 * the accounting of all of it (heap states too) in one Arrow allocator. It knows no types or rows.
 */
@NullMarked
package dev.tadashi.engine.memory;

import org.jspecify.annotations.NullMarked;

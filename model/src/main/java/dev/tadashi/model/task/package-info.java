/**
 * Durable records of tasks, their stages and splits, and their closed states with the transitions
 * allowed between them.
 */
@NullMarked
package dev.tadashi.model.task;

import org.jspecify.annotations.NullMarked;

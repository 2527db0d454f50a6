package dev.tadashi.model.control;

import dev.tadashi.model.plan.StagePlan;
import java.util.List;

/**
 * What is wished of a worker for a stage.
 *
 * @param splits how many splits the stage has, frozen
 * @param run attempts that this worker runs or has run and shall keep
 * @param map the owners of all buckets; a bucket that is not in it has no owner known yet
 * @param last the stage's exchange is the task's result: owners run its finish when complete
 * @param over every bucket is complete: producers free their units; owners keep their buckets
 */
public record StageOrders(
    StagePlan plan,
    int splits,
    List<SplitOrder> run,
    List<BucketOwner> map,
    boolean last,
    boolean over) {
  public StageOrders {
    run = List.copyOf(run);
    map = List.copyOf(map);
  }
}

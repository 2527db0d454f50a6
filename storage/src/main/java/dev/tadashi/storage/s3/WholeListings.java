package dev.tadashi.storage.s3;

import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/**
 * Asks again for a listing that broke off within its headers: it reads as an empty answer, and so
 * as a bucket without objects. Every whole one names its bucket.
 */
final class WholeListings implements ExecutionInterceptor {
  @Override
  public void afterUnmarshalling(
      Context.AfterUnmarshalling context, ExecutionAttributes attributes) {
    if (context.response() instanceof ListObjectsV2Response page
        && page.name() == null
        && page.isTruncated() == null) {
      throw RetryableException.builder().message("a listing broke off").build();
    }
  }
}

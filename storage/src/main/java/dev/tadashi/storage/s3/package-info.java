/**
 * Object stores that speak the S3 protocol, by the AWS SDK: a location flows in, listings and
 * ranges of bytes flow out, each under the ETag that was listed. Credentials are looked up by
 * reference here and nowhere else. It knows no formats and no cache.
 */
@NullMarked
package dev.tadashi.storage.s3;

import org.jspecify.annotations.NullMarked;

// Whether this is a build for AddressSanitizer or ThreadSanitizer, which take memory of their own:
// limits and bounds of it hold only without them. GCC and clang say so in different ways.
#ifndef FIT299_DECODER_SANITIZED_H_
#define FIT299_DECODER_SANITIZED_H_

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define FIT299_IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define FIT299_IS_SANITIZED 1
#endif
#endif

#ifndef FIT299_IS_SANITIZED
#define FIT299_IS_SANITIZED 0
#endif

#endif  // FIT299_DECODER_SANITIZED_H_

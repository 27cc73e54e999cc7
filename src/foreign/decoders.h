// The functions behind the rows of foreign::Codecs(); what each has to do stands at struct Codec.
#ifndef FIT299_FOREIGN_DECODERS_H_
#define FIT299_FOREIGN_DECODERS_H_

#include <string>

#include "codec/codec.h"

namespace fit299::foreign {

using codec::Bytes;
using codec::DecodeRequest;

Expected<Header, Rejection> ProbeGif(Bytes bytes, const DecodeRequest& request);
Expected<FitReport, Rejection> DecodeGif(Bytes bytes, const Header& header,
                                         const DecodeRequest& request, cv::Mat& image);
std::string GifLibrary();

Expected<Header, Rejection> ProbeBmp(Bytes bytes, const DecodeRequest& request);
Expected<FitReport, Rejection> DecodeBmp(Bytes bytes, const Header& header,
                                         const DecodeRequest& request, cv::Mat& image);
std::string BmpLibrary();

Expected<Header, Rejection> ProbeTiff(Bytes bytes, const DecodeRequest& request);
Expected<FitReport, Rejection> DecodeTiff(Bytes bytes, const Header& header,
                                          const DecodeRequest& request, cv::Mat& image);
std::string TiffLibrary();

Expected<Header, Rejection> ProbePnm(Bytes bytes, const DecodeRequest& request);
Expected<FitReport, Rejection> DecodePnm(Bytes bytes, const Header& header,
                                         const DecodeRequest& request, cv::Mat& image);
std::string PnmLibrary();

Expected<Header, Rejection> ProbeJpeg2000(Bytes bytes, const DecodeRequest& request);
Expected<FitReport, Rejection> DecodeJpeg2000(Bytes bytes, const Header& header,
                                              const DecodeRequest& request, cv::Mat& image);
std::string Jpeg2000Library();

Expected<Header, Rejection> ProbeAvif(Bytes bytes, const DecodeRequest& request);
Expected<FitReport, Rejection> DecodeAvif(Bytes bytes, const Header& header,
                                          const DecodeRequest& request, cv::Mat& image);
std::string AvifLibrary();

Expected<Header, Rejection> ProbeHeic(Bytes bytes, const DecodeRequest& request);
Expected<FitReport, Rejection> DecodeHeic(Bytes bytes, const Header& header,
                                          const DecodeRequest& request, cv::Mat& image);
std::string HeicLibrary();

}  // namespace fit299::foreign

#endif  // FIT299_FOREIGN_DECODERS_H_

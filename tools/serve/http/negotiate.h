#pragma once

#include <string>
#include <string_view>

namespace tally::serve::http {

// Whether an Accept header admits a media type ("application/json"); an empty one admits all.
[[nodiscard]] bool accepts(std::string_view accept, std::string_view type);

// Whether an Accept-Encoding header asks for gzip.
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding);

// The media type of a Content-Type header: lower case, without parameters.
[[nodiscard]] std::string media_type(std::string_view content_type);

// A body as gzip.
[[nodiscard]] std::string gzip(std::string_view body);

}  // namespace tally::serve::http

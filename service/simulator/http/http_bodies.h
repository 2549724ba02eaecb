#ifndef CLOUDPHONE_SERVICE_SIMULATOR_HTTP_HTTP_BODIES_H_
#define CLOUDPHONE_SERVICE_SIMULATOR_HTTP_HTTP_BODIES_H_

#include <boost/asio/error.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/optional.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "service/simulator/http/http_message.h"

namespace cloudphone::simulator {

// Bodies in the form in which Boost.Beast wants them; only http_session.h includes this.

// Of a request: a text, or what a sink takes as it comes.
struct RequestBody {
  struct value_type {
    std::string text;
    std::shared_ptr<BodySink> sink;
  };

  class reader {
   public:
    template <bool kIsRequest, class Fields>
    reader(boost::beast::http::header<kIsRequest, Fields>&, value_type& body) : body_(body) {}
    void init(const boost::optional<uint64_t>&, boost::beast::error_code& error) { error = {}; }
    template <class Buffers>
    size_t put(const Buffers& buffers, boost::beast::error_code& error) {
      error = {};
      size_t size = 0;
      for (const auto buffer : boost::beast::buffers_range_ref(buffers)) {
        const absl::string_view piece(static_cast<const char*>(buffer.data()), buffer.size());
        size += piece.size();
        body_.sink == nullptr ? void(body_.text.append(piece.data(), piece.size()))
                              : body_.sink->Write(piece);
      }
      return size;
    }
    void finish(boost::beast::error_code& error) { error = {}; }

   private:
    value_type& body_;
  };
};

// Of an answer: a text, or what a source gives as it is sent. The answer to a HEAD has the length of what it
// leaves out.
struct AnswerBody {
  struct value_type {
    std::string text;
    std::shared_ptr<BodySource> source;
    bool left_out = false;
  };

  static uint64_t size(const value_type& body) {
    return body.source == nullptr ? body.text.size() : body.source->size();
  }

  class writer {
   public:
    using const_buffers_type = boost::asio::const_buffer;

    template <bool kIsRequest, class Fields>
    writer(const boost::beast::http::header<kIsRequest, Fields>&, const value_type& body)
        : body_(body), left_(body.left_out ? 0 : size(body)) {}
    void init(boost::beast::error_code& error) { error = {}; }
    boost::optional<std::pair<const_buffers_type, bool>> get(boost::beast::error_code& error) {
      error = {};
      if (left_ == 0) return boost::none;
      const_buffers_type buffer(body_.text.data(), body_.text.size());
      if (body_.source != nullptr) {
        piece_.resize(kPieceBytes);
        buffer = {piece_.data(), body_.source->Read(piece_.data(), piece_.size())};
      }
      // Its length is said already: a short answer must not look like a whole one.
      if (buffer.size() == 0 || buffer.size() > left_) {
        error = boost::asio::error::eof;
        return boost::none;
      }
      left_ -= buffer.size();
      return std::make_pair(buffer, left_ > 0);
    }

   private:
    static constexpr size_t kPieceBytes = 256 << 10;

    const value_type& body_;
    uint64_t left_;
    std::vector<char> piece_;
  };
};

}  // namespace cloudphone::simulator

#endif  // CLOUDPHONE_SERVICE_SIMULATOR_HTTP_HTTP_BODIES_H_

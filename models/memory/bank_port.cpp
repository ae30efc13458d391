#include "models/memory/bank_port.hpp"

#include <algorithm>

namespace systole::models {

BankPort::BankPort(const BufferConfig& buffer, std::int64_t lanes, bool records)
    : banks_(static_cast<std::size_t>(buffer.banks)),
      width_{buffer.bank_width.count()},
      records_{records},
      lanes_{static_cast<std::size_t>(lanes)} {}

void BankPort::begin(Cycles now) {
  ++cycle_;
  now_ = now.count();
  served_ = now + Cycles{1};
  asked_ = false;
  addresses_.clear();
  // After a pause the FIFO is filled from now on; else since the last cycle that asked began.
  may_begin_ = previous_end_ == now_ ? previous_begin_ : now_;
}

void BankPort::ask_word(std::int64_t word) {
  Bank& bank = banks_[static_cast<std::size_t>(word) % banks_.size()];
  if (bank.asked_in == cycle_ && bank.last_word == word) return;
  bank.asked_in = cycle_;
  bank.last_word = word;
  bank.busy_until = std::max(bank.busy_until, may_begin_) + 1;
  served_ = std::max(served_, Cycles{bank.busy_until});
}

void BankPort::ask(std::int64_t address, Bytes size) {
  asked_ = true;
  moved_ += size;
  if (records_) addresses_.push_back(address);
  const std::int64_t last = (address + size.count() - 1) / width_;
  for (std::int64_t word = address / width_; word <= last; ++word) ask_word(word);
}

void BankPort::ask_run(std::int64_t address, std::int64_t stride, std::int64_t count, Bytes size) {
  for (std::int64_t i = 0; i < count; ++i) ask(address + i * stride, size);
}

void BankPort::skip(std::int64_t lanes) {
  if (records_) addresses_.insert(addresses_.end(), static_cast<std::size_t>(lanes), kNoAddress);
}

void BankPort::end(Cycles end) {
  if (!asked_) return;
  previous_begin_ = now_;
  previous_end_ = end.count();
  if (records_) addresses_.resize(lanes_, kNoAddress);
}

}  // namespace systole::models

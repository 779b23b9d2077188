"""What is written today in PHP and Ruby: each symbol once, in what holds it, with its lines."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_outline


def test_php() -> None:
    check_outline(
        r"""
        //- User.php
        <?php
        declare(strict_types=1);

        namespace App\Domain\User;

        use App\Support\{Str, Arr as A};
        use function App\helper;
        use const App\LIMIT;

        #[Attribute(Attribute::TARGET_CLASS)]
        final class Column
        {
            public function __construct(
                public readonly string $name,
                protected ?int $length = null,
                array $options = [],
            ) {}
        }

        enum Status: string implements HasLabel
        {
            case Active = 'active';
            case Banned = 'banned';
            const DEFAULT = self::Active;
            public static function fromLabel(string $l): self { return self::Active; }
            public function label(): string { return match ($this) { self::Active => 'a', default => 'b' }; }
        }

        readonly class Money
        {
            public function __construct(private int $amount) {}
            public function add(self $o): static { $x = fn($y) => $y; return new static($this->amount); }
        }

        abstract class Model implements JsonSerializable, \ArrayAccess
        {
            use SoftDeletes, Timestamps { Timestamps::touch as protected traitTouch; }
            public const string TABLE = 'users', PK = 'id';
            protected static ?self $instance = null;
            private int $a = 1, $b = 2;
            public string $fullName { get => $this->a . 'x'; set(string $v) { $this->a = 1; } }
            public private(set) string $slug;
            abstract protected function boot(): void;
            public function &getRef(): array { static $n = 1; return $this->x; }
            public function __get($n) { return $this->$n; }
            public function handler(): callable { return function () use ($n) { function innerFn() {} return new class extends Model { public int $z; function boot(): void {} }; }; }
        }

        interface HasLabel { public const X = 1; public function label(): string; }
        trait Timestamps { protected $touched; public function touch(): void {} abstract function foo(); static function bar() {} }
        function helper(int ...$xs): iterable { yield 1; }
        const VERSION = '1.0', BUILD = 2;
        define('APP_ENV', 'dev');
        if (!function_exists('e')) { function e($v) { return htmlspecialchars($v); } }
        $config = ['a' => 1];
        ?>
        <html><?php foreach ($users as $u): ?><b><?= e($u->name) ?></b><?php endforeach; ?></html>
        """,
        snapshot("""\
namespace App\\Domain\\User 4-58
  class Column 11-18
    method __construct 13-17
    field name 14-14
    field length 15-15
  enum Status 20-27
    enum_member Active 22-22
    enum_member Banned 23-23
    constant DEFAULT 24-24
    method fromLabel 25-25
    method label 26-26
  class Money 29-33
    method __construct 31-31
    field amount 31-31
    method add 32-32
  class Model 35-47
    constant TABLE 38-38
    constant PK 38-38
    field instance 39-39
    field a 40-40
    field b 40-40
    field fullName 41-41
    field slug 42-42
    method boot 43-43
    method getRef 44-44
    method __get 45-45
    method handler 46-46
      function innerFn 46-46
      field z 46-46
      method boot 46-46
  interface HasLabel 49-49
    constant X 49-49
    method label 49-49
  class Timestamps 50-50
    field touched 50-50
    method touch 50-50
    method foo 50-50
    method bar 50-50
  function helper 51-51
  constant VERSION 52-52
  constant BUILD 52-52
  constant APP_ENV 53-53
  function e 54-54
"""),
    )


def test_ruby() -> None:
    check_outline(
        r"""
        //- blog.rb
        # frozen_string_literal: true
        require "set"
        require_relative "lib/post"

        module Blog
          DEFAULTS = { size: 1 }.freeze

          module Refinements
            refine String do
              def shout = upcase
            end
          end

          class Error < StandardError; end
          NotFound = Class.new(Error)
          Point = Struct.new(:x, :y, keyword_init: true) do
            def dist = Math.sqrt(x**2 + y**2)
          end
          Coord = Data.define(:lat, :lng)

          class Post < ApplicationRecord
            include Comparable
            extend ActiveSupport::Concern
            using Refinements

            STATUSES = %w[draft live].freeze
            @@count = 0

            belongs_to :author, class_name: "User"
            has_many :comments, dependent: :destroy
            validates :title, presence: true
            scope :live, -> { where(status: "live") }
            enum :status, { draft: 0, live: 1 }
            before_save :slugify
            attr_accessor :a, :b
            attr_reader :c
            attr_writer :d
            delegate :name, to: :author, prefix: true

            def self.find_all(*args, **opts, &block) = where(*args)

            class << self
              attr_accessor :config
              def build(x) ; new(x) ; end
              private
              def hidden; end
            end

            def initialize(title:, body: nil)
              @title = title
              @body ||= body
              helper = ->(x) { x + 1 }
            end

            def <=>(other) = title <=> other.title
            def [](i) = i
            def title=(v)
              @title = v
            end
            def valid? = true
            def save! ; end
            alias old_save save!
            alias_method :persist, :save!

            %w[draft live].each do |s|
              define_method(:"#{s}?") { status == s }
            end
            define_method(:dyn) { |x| x }

            private def secret = 1
            private

            def slugify
              self.slug = title.parameterize
              case self
              in { title: String => t } then t
              end
            end

            memoize def cached; end
            private_constant :STATUSES
            protected attr_reader :prot
          end

          def self.configure
            yield config
          end

          class Admin::User < User
            module_function
            def go; end
          end
        end

        class String
          def blank? = empty?
        end

        def top_level(a, b = 1); end
        """,
        snapshot("""\
namespace Blog 5-93
  constant DEFAULTS 6-6
  namespace Refinements 8-12
    class String 9-11
      method shout 10-10
  class Error 14-14
  class NotFound 15-15
  class Point 16-18
    field x 16-16
    field y 16-16
    method dist 17-17
  class Coord 19-19
    field lat 19-19
    field lng 19-19
  class Post 21-83
    constant STATUSES 26-26
    field @@count 27-27
    property author 29-29
    property comments 30-30
    method live 32-32
    property status 33-33
    property a 35-35
    property b 35-35
    property c 36-36
    property d 37-37
    method name 38-38
    method find_all 40-40
    property config 43-43
    method build 44-44
    method hidden 46-46
    method initialize 49-53
    method <=> 55-55
    method [] 56-56
    method title= 57-59
    method valid? 60-60
    method save! 61-61
    method old_save 62-62
    method persist 63-63
    method dyn 68-68
    method secret 70-70
    method slugify 73-78
    method cached 80-80
    property prot 82-82
  function configure 85-87
  class User 89-92
    method go 91-91
class String 95-97
  method blank? 96-96
function top_level 99-99
"""),
    )

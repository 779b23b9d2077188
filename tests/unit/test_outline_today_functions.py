"""What is written today in Elixir, Haskell and OCaml: each symbol once, in what holds it, with its lines."""

from __future__ import annotations

from inline_snapshot import snapshot

from harness import check_outline


def test_elixir() -> None:
    check_outline(
        r"""
        //- accounts.ex
        defmodule MyApp.Accounts do
          @moduledoc '''
          Accounts.
          '''
          use Ecto.Schema
          import Ecto.Query, only: [from: 2]
          alias MyApp.{Repo, Accounts.User}
          require Logger

          @behaviour MyApp.Behaviour
          @timeout 5_000
          @type t :: %__MODULE__{id: integer(), name: String.t()}
          @typep priv :: atom
          @opaque tok :: binary
          @callback handle(term, keyword) :: {:ok, term} | :error
          @optional_callbacks handle: 2
          @enforce_keys [:id]
          defstruct [:id, name: "", active?: true]

          defguard is_pos(x) when is_integer(x) and x > 0
          defguardp is_neg(x) when x < 0

          @doc "Gets a user"
          @spec get_user(integer) :: User.t() | nil
          def get_user(id) when is_pos(id), do: Repo.get(User, id)
          def get_user(_), do: nil

          def list_users(opts \\ []) do
            from(u in User, where: u.active?) |> Repo.all()
          end

          def create!(attrs), do: create(attrs)
          def valid?(%User{} = u), do: u.active?
          defp build(attrs) do
            fun = fn x -> x end
            Enum.map(attrs, &fun.(&1))
          end

          defmacro __using__(opts) do
            quote do
              import unquote(__MODULE__)
              def injected(x), do: x
            end
          end
          defmacrop mine(x), do: x
          defdelegate fetch(a, b), to: Repo, as: :get
          defoverridable get_user: 1

          defmodule Nested do
            defexception message: "bad"
            def exception(x), do: x
          end

          defimpl String.Chars, for: __MODULE__ do
            def to_string(a), do: a.name
          end

          schema "users" do
            field :email, :string
            belongs_to :org, Org
          end
          @impl true
          def init(state), do: {:ok, state}
        end

        defprotocol MyApp.Size do
          @spec size(t) :: integer
          def size(data)
        end

        defimpl MyApp.Size, for: [List, Map] do
          def size(l), do: length(l)
        end
        """,
        snapshot("""\
namespace MyApp.Accounts 1-64
  constant timeout 11-11
  type_alias t 12-12
  type_alias priv 13-13
  type_alias tok 14-14
  function handle 15-15
  field id 18-18
  field name 18-18
  field active? 18-18
  function is_pos 20-20
  function is_neg 21-21
  function get_user 25-25
  function get_user 26-26
  function list_users 28-30
  function create! 32-32
  function valid? 33-33
  function build 34-37
  function __using__ 39-44
    function injected 42-42
  function mine 45-45
  function fetch 46-46
  namespace Nested 49-52
    field message 50-50
    function exception 51-51
  namespace String.Chars 54-56
    function to_string 55-55
  function init 63-63
interface MyApp.Size 66-69
  method size 68-68
  method size 72-72
interface MyApp.Size 71-73
"""),
    )


def test_haskell() -> None:
    check_outline(
        r"""
        //- Types.hs
        {-# LANGUAGE GADTs, RecordWildCards #-}
        module Data.Zoo.Types
          ( Expr(..), eval, Monoid'(..)
          , module X
          ) where

        import qualified Data.Map.Strict as M
        import Data.List (sortBy, foldl')

        -- | An expression.
        data Expr a where
          IntE  :: Int -> Expr Int
          BoolE, NotE :: Bool -> Expr Bool
          If    :: { cond :: Expr Bool, yes :: Expr a } -> Expr a
          deriving stock Show

        data User = User
          { userName :: !Text
          , userAge, userRank :: {-# UNPACK #-} !Int
          } | Guest
          deriving (Eq, Show)

        newtype Parser a = Parser { runParser :: String -> Maybe (a, String) }
          deriving newtype (Functor)

        type Name = String
        type family Elem c :: Type where
          Elem [a] = a
        data family XList a
        data instance XList Char = XCons Char | XNil

        class (Eq a) => Container f a where
          type Key f
          empty :: f a
          insert, remove :: a -> f a -> f a
          insert = undefined
          {-# MINIMAL empty #-}

        instance Functor Expr where
          fmap f x = go x
            where go y = y

        instance Show a => Show (Tree a) where
          show = const "x"

        deriving instance Eq User

        eval :: Expr a -> a
        eval (IntE n) = n
        eval (If c t) = let x = 1 in x
        eval _ = helper
          where
            helper = undefined

        infixl 6 <+>
        (<+>) :: Int -> Int -> Int
        a <+> b = a + b

        pattern Pair :: a -> b -> (a, b)
        pattern Pair x y = (x, y)

        main :: IO ()
        main = do
          let q = 1
          forM_ [1..3] $ \i -> print i
          x <- getLine
          print x

        constant = 42
        mapM' f = \case
          [] -> pure ()
        foreign import ccall "math.h sin" c_sin :: Double -> Double
        """,
        snapshot("""\
namespace Data.Zoo.Types 2-73
  class Expr 11-15
    enum_member IntE 12-12
    enum_member BoolE 13-13
    enum_member NotE 13-13
    enum_member If 14-14
    field cond 14-14
    field yes 14-14
  class User 17-21
    enum_member User 17-20
    field userName 18-18
    field userAge 19-19
    field userRank 19-19
    enum_member Guest 20-20
  class Parser 23-24
    enum_member Parser 23-23
    field runParser 23-23
  type_alias Name 26-26
  type_alias Elem 27-28
  class XList 29-29
    enum_member XCons 30-30
    enum_member XNil 30-30
  class XList 30-30
  interface Container 32-37
    type_alias Key 33-33
    method empty 34-34
    method insert 35-35
    method remove 35-35
  function fmap 40-41
  function show 44-44
  function eval 49-49
  function eval 50-50
  function eval 51-53
  function <+> 57-57
  function Pair 60-60
  variable main 63-67
  variable constant 69-69
  function mapM' 70-71
  function c_sin 72-72
"""),
    )


def test_ocaml() -> None:
    check_outline(
        r"""
        //- stack.ml
        open Base
        module M = Map.Make (String)
        module type S = sig
          type t
          type 'a elt = private { v : 'a }
          val empty : t
          val push : int -> t -> t
          exception Empty
          module Sub : sig val x : int end
        end
        module Make (Ord : OrderedType) : S with type t = Ord.t list = struct
          type t = Ord.t list
          let empty = []
          let push x t = let y = x in y :: t
          module Sub = struct let x = 1 end
        end
        module rec A : sig val f : unit -> int end = struct let f () = B.g () end
        and B : sig val g : unit -> int end = struct let g () = A.f () end
        type color = Red | Green of int | Rgb of { r : int; g : int }
        and shape = { mutable name : string; area : float }
        type _ expr = Int : int -> int expr | Bool : bool -> bool expr
        type t = ..
        type t += Extra of int
        exception Not_here of string * int
        type poly = [ `A | `B of int ]
        let rec even n = n = 0 || odd (n - 1)
        and odd n = n <> 0 && even (n - 1)
        let x, y = 1, 2
        let { name; area } = s
        let f ?(a = 1) ~b () = a + b
        let ( >>= ) m f = bind m f
        let ( let+ ) x f = map f x
        let%test "adds" = 1 + 1 = 2
        let () = print_endline "x"
        let _unused = 3
        class virtual point x0 = object (self)
          val mutable x = x0
          method get_x = x
          method virtual move : int -> unit
          method private hidden = ()
          initializer print_int x
        end
        class type pt = object method get_x : int end
        external caml_sin : float -> float = "caml_sin"
        include Comparable.Make (T)
        let handler = function | Some x -> x | None -> 0
        let module_let = let module L = struct let z = 1 end in L.z
        """,
        snapshot("""\
namespace M 2-2
interface S 3-10
  type_alias t 4-4
  type_alias elt 5-5
    field v 5-5
  field empty 6-6
  method push 7-7
  enum_member Empty 8-8
  namespace Sub 9-9
    variable x 9-9
namespace Make 11-16
  type_alias t 12-12
  variable empty 13-13
  function push 14-14
  namespace Sub 15-15
    variable x 15-15
namespace A 17-17
  function f 17-17
  function f 17-17
namespace B 18-18
  function g 18-18
  function g 18-18
type_alias color 19-19
  enum_member Red 19-19
  enum_member Green 19-19
  enum_member Rgb 19-19
  field r 19-19
  field g 19-19
type_alias shape 20-20
  field name 20-20
  field area 20-20
type_alias expr 21-21
  enum_member Int 21-21
  enum_member Bool 21-21
type_alias t 22-22
enum_member Extra 23-23
enum_member Not_here 24-24
type_alias poly 25-25
function even 26-26
function odd 27-27
variable x 28-28
variable y 28-28
function f 30-30
function >>= 31-31
function let+ 32-32
variable _unused 35-35
class point 36-42
  field x 37-37
  method get_x 38-38
  method move 39-39
  method hidden 40-40
class pt 43-43
function caml_sin 44-44
function handler 46-46
variable module_let 47-47
namespace L 47-47
  variable z 47-47
"""),
    )
